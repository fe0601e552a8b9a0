import { suggest } from "@goldilocks/diagnostics";
import type { Comparator, Expression, Reduction } from "./expression.ts";
import { ClaimFault, type Token, tokens } from "./tokens.ts";

/** Parentheses and the like inside one another. */
const maxDepth = 32;

const comparators: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "=", "!=", "in", "covers", "within"]);
const reductions: ReadonlySet<string> = new Set([
  "mean",
  "min",
  "max",
  "count",
  "share",
  "all",
  "any",
  "low",
  "high",
  "width",
]);
const functions = [...reductions, "argmax", "argmin", "zone"];
const keywords: ReadonlySet<string> = new Set([
  "and",
  "or",
  "not",
  "at",
  "where",
  "of",
  "along",
  "in",
  "covers",
  "within",
]);

const literals: ReadonlySet<string> = new Set(["number", "ratio", "text", "truth", "interval", "set"]);

const isComparator = (text: string): text is Comparator => comparators.has(text);
const isReduction = (text: string): text is Reduction => reductions.has(text);

/** Reads one claim by recursive descent; each method is a rule of the grammar in docs/language.md. */
class ClaimParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  whole(): Expression {
    const claim = this.#scoped();
    const rest = this.#next();
    if (rest.kind !== "end") throw this.#unexpected(rest, "an operator or the end");
    return claim;
  }

  #scoped(): Expression {
    const of = this.#deeper(() => this.#or());
    return this.#word("where") ? this.#conditioned(of) : of;
  }

  #or(): Expression {
    return this.#chain(["or"], () => this.#chain(["and"], () => this.#not()));
  }

  #not(): Expression {
    const { start } = this.#next();
    if (!this.#word("not")) return this.#comparison();
    const of = this.#deeper(() => this.#not());
    return { kind: "not", of, start, end: of.end };
  }

  #comparison(): Expression {
    const left = this.#sum();
    const { kind, text: by } = this.#next();
    if ((kind !== "sign" && kind !== "word") || !isComparator(by)) return left;
    this.#at++;
    const right = this.#sum();
    const next = this.#next();
    if ((next.kind === "sign" || next.kind === "word") && isComparator(next.text))
      throw new ClaimFault("one comparison follows another", "join two comparisons with and", next);
    return { kind: "compare", by, left, right, start: left.start, end: right.end };
  }

  #sum(): Expression {
    return this.#chain(["+", "-"], () => this.#chain(["*", "/"], () => this.#unary()));
  }

  #unary(): Expression {
    const { start } = this.#next();
    if (!this.#sign("-")) return this.#selected();
    const of = this.#deeper(() => this.#unary());
    return { kind: "minus", of, start, end: of.end };
  }

  #selected(): Expression {
    let of = this.#primary();
    const next = this.#next();
    if (literals.has(of.kind) && next.kind === "word" && next.text === "at") {
      const hint = "write where, which is of the whole comparison; at is of what stands just before it";
      throw new ClaimFault("at follows a value that is of no cells", hint, next);
    }
    while (this.#word("at")) of = this.#conditioned(of);
    return of;
  }

  #conditioned(of: Expression): Expression {
    const conditions = [this.#condition()];
    while (this.#sign(",")) conditions.push(this.#condition());
    return { kind: "at", of, conditions, start: of.start, end: conditions.at(-1)?.end ?? of.end };
  }

  /** A column compared with a value, or any condition in parentheses. */
  #condition(): Expression {
    const start = this.#next();
    if (start.kind === "sign" && start.text === "(") return this.#primary();
    const left = this.#column("a column");
    const sign = this.#next();
    const { kind, text: by } = sign;
    // A bare column of true and false would take what follows for its own comparison.
    if ((kind !== "sign" && kind !== "word") || !isComparator(by))
      throw this.#unexpected(sign, "a comparison, as in sae.dictSize = 1×,");
    this.#at++;
    const right = this.#value();
    return { kind: "compare", by, left, right, start: left.start, end: right.end };
  }

  /** What a column is compared with in a condition. */
  #value(): Expression {
    const minus = this.#next();
    if (!this.#sign("-")) return this.#primary();
    const of = this.#primary();
    return { kind: "minus", of, start: minus.start, end: of.end };
  }

  #primary(): Expression {
    const token = this.#next();
    const { kind, text, value, digits, start, end } = token;
    if (kind === "sign") return this.#bracketed(token);
    if (kind === "end") throw this.#unexpected(token, "a value");
    if (kind === "word" && this.#following().text === "(" && this.#following().kind === "sign")
      return this.#call(token);
    if (kind === "word" && keywords.has(text)) throw this.#unexpected(token, "a value");
    this.#at++;
    if (kind === "number") return { kind, value, digits, start, end };
    if (kind === "ratio" || kind === "text")
      return kind === "text" ? { kind, value: text, start, end } : { kind, value, start, end };
    if (text === "true" || text === "false") return { kind: "truth", value: text === "true", start, end };
    return { kind: "column", name: text, start, end };
  }

  #bracketed(open: Token): Expression {
    if (this.#sign("(")) {
      const inner = this.#scoped();
      this.#expect(")");
      return inner;
    }
    const { start } = open;
    if (this.#sign("[")) {
      const low = this.#value();
      this.#expect(",");
      const high = this.#value();
      return { kind: "interval", low, high, start, end: this.#expect("]").end };
    }
    if (!this.#sign("{")) throw this.#unexpected(open, "a value");
    const items = [this.#value()];
    while (this.#sign(",")) items.push(this.#value());
    return { kind: "set", items, start, end: this.#expect("}").end };
  }

  #call(name: Token): Expression {
    const { text, start } = name;
    if (!functions.includes(text)) {
      const near = suggest(text, functions);
      const hint = near === undefined ? `write one of: ${functions.join(", ")}` : `did you mean ${near}?`;
      throw new ClaimFault(`there is no function ${text}`, hint, name);
    }
    this.#at += 2;
    const of = this.#scoped();
    const { end } = this.#expect(")");
    if (isReduction(text)) return { kind: "reduce", by: text, of, start, end };
    if (text === "zone") {
      if (!this.#word("along")) return { kind: "zone", of, start, end };
      const along = this.#column("an axis");
      return { kind: "zone", of, along, start, end: along.end };
    }
    if (!this.#word("of"))
      throw this.#unexpected(this.#next(), "of and a column, as in argmax(mmcs.truth) of sae.dictSize");
    const column = this.#column("a column");
    return { kind: "arg", by: text === "argmax" ? text : "argmin", of, column, start, end: column.end };
  }

  #column(what: string): Expression {
    const token = this.#next();
    if (token.kind !== "word" || keywords.has(token.text)) throw this.#unexpected(token, what);
    this.#at++;
    return { kind: "column", name: token.text, start: token.start, end: token.end };
  }

  #chain(by: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const { kind, text } = this.#next();
      if ((kind !== "sign" && kind !== "word") || !by.includes(text)) return left;
      this.#at++;
      left = joined(text, left, operand());
    }
  }

  #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] ?? END;
  }

  #following(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)] ?? END;
  }

  #word(text: string): boolean {
    return this.#take("word", text);
  }

  #sign(text: string): boolean {
    return this.#take("sign", text);
  }

  #take(kind: Token["kind"], text: string): boolean {
    const next = this.#next();
    if (next.kind !== kind || next.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): Token {
    const next = this.#next();
    if (!this.#sign(text)) throw this.#unexpected(next, text);
    return next;
  }

  #deeper(rule: () => Expression): Expression {
    if (++this.#depth > maxDepth)
      throw new ClaimFault(
        `a claim is nested more than ${maxDepth} levels deep`,
        "write it flatter",
        this.#next(),
        true,
      );
    const made = rule();
    this.#depth--;
    return made;
  }

  #unexpected({ kind, text, start, end }: Token, wanted: string): ClaimFault {
    const found = kind === "end" ? "the claim ends" : `here is ${JSON.stringify(text)}`;
    return new ClaimFault(`${found} where ${wanted} should be`, `write ${wanted}`, { start, end });
  }
}

const END: Token = { kind: "end", text: "", value: 0, digits: 0, start: 0, end: 0 };

function joined(by: string, left: Expression, right: Expression): Expression {
  const { start } = left;
  const { end } = right;
  if (by === "and" || by === "or") return { kind: by, left, right, start, end };
  const operator = by === "+" || by === "-" || by === "*" ? by : "/";
  return { kind: "arithmetic", by: operator, left, right, start, end };
}

/** Parses a claim. @throws ClaimFault, and never anything else, at the first place where it is none. */
export function parseClaim(text: string): Expression {
  return new ClaimParser(text).whole();
}
