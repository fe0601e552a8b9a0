/** A word of the language of claims. `digits` counts the significant digits of a number. */
export interface Token {
  readonly kind: "number" | "ratio" | "word" | "text" | "sign" | "end";
  /** As written; of a quoted text without its quotes. */
  readonly text: string;
  readonly value: number;
  readonly digits: number;
  readonly start: number;
  readonly end: number;
}

/** Something in a claim that is no word of the language, or does not stand where it could. */
export class ClaimFault extends Error {
  readonly hint: string;
  readonly start: number;
  readonly end: number;
  readonly code: "SPEC_CLAIM" | "SPEC_TOO_DEEP";

  constructor(message: string, hint: string, place: { readonly start: number; readonly end: number }, deep = false) {
    super(message);
    this.hint = hint;
    this.start = place.start;
    this.end = place.end;
    this.code = deep ? "SPEC_TOO_DEEP" : "SPEC_CLAIM";
  }
}

const fractions: ReadonlyMap<string, number> = new Map([
  ["⅛", 0.125],
  ["¼", 0.25],
  ["½", 0.5],
  ["¾", 0.75],
]);

const space = /\s+/uy;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const fraction = /[⅛¼½¾]/uy;
const times = /×|x(?![A-Za-z0-9_])/uy;
/** A dot or dash inside belongs to the name: subtraction has spaces around it. */
const word = /[A-Za-z_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*/uy;
const quoted = /"[^"]*"|'[^']*'/uy;
const sign = /<=|>=|!=|[<>=+\-*/()[\]{},]/uy;

/** As many digits as a number can be printed with; no double needs more to be told from its neighbours. */
const MOST_DIGITS = 100;

/** Digits from the first that is not 0, up to {@link MOST_DIGITS}. */
const significant = (text: string): number => {
  const digits = text
    .replace(/[eE].*$/u, "")
    .replace(".", "")
    .replace(/^0+/u, "").length;
  return Math.min(digits, MOST_DIGITS);
};

const shown = (text: string, at: number): string => JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0));

/** Cuts a claim into words, the last of kind `end`. @throws ClaimFault at what is none. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const hit = pattern.exec(text)?.[0];
    at += hit?.length ?? 0;
    return hit;
  };
  const push = (kind: Token["kind"], start: number, own: string, value = 0, digits = 0): void => {
    found.push({ kind, text: own, value, digits, start, end: at });
  };
  while (at < text.length) {
    if (match(space) !== undefined) continue;
    const start = at;
    const digits = match(number) ?? match(fraction);
    if (digits !== undefined) {
      const value = fractions.get(digits) ?? Number(digits);
      const ratio = match(times) !== undefined || fractions.has(digits);
      push(ratio ? "ratio" : "number", start, text.slice(start, at), value, significant(digits));
      checkNumber(found.at(-1));
      continue;
    }
    const name = match(word);
    if (name !== undefined) push("word", start, name);
    else {
      const inside = match(quoted);
      const mark = inside === undefined ? match(sign) : undefined;
      if (inside !== undefined) push("text", start, inside.slice(1, -1));
      else if (mark === undefined) throw strange(text, start);
      else push("sign", start, mark);
    }
  }
  push("end", text.length, "");
  return found;
}

function checkNumber(token: Token | undefined): void {
  if (token === undefined || Number.isFinite(token.value)) return;
  throw new ClaimFault(`${token.text} is beyond all numbers`, "write a smaller number", token);
}

function strange(text: string, start: number): ClaimFault {
  const place = { start, end: start + 1 };
  const unclosed = text[start] === '"' || text[start] === "'";
  if (unclosed) return new ClaimFault("the quote is never closed", "close it", { start, end: text.length });
  return new ClaimFault(`${shown(text, start)} has no meaning in a claim`, "leave it out", place);
}
