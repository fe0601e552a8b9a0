import { type Span } from "@goldilocks/diagnostics";
import { type SpecIssue } from "../error.ts";
import { type Source } from "../experiment.ts";
import { locator } from "../positions.ts";
import { show } from "../show.ts";
import { type MapTree, type ScalarTree, type Tree } from "../tree.ts";
import { type Claim, claimPartKey } from "./claim.ts";
import { walk } from "./expression.ts";
import { parseClaim } from "./parse-claim.ts";
import { sourceOffsets } from "./scalar-source.ts";
import { showClaim } from "./show-claim.ts";
import { ClaimFault } from "./tokens.ts";

/** The claims of an experiment, and where they and their parts were written. */
export interface ReadClaims {
  readonly claims: readonly Claim[];
  readonly spans: ReadonlyMap<string, Span>;
}

/** Turns offsets into a scalar's text into places in its file; the whole scalar where they cannot be told apart. */
export function placesIn(scalar: ScalarTree, sources: readonly Source[]): (start: number, end: number) => Span {
  const { file, start, end } = scalar.span;
  const text = sources.find((source) => source.file === file)?.text ?? "";
  const offsets = sourceOffsets(text.slice(start.offset, end.offset), String(scalar.value));
  if (offsets === undefined) return () => scalar.span;
  const at = locator(file, text, start.offset);
  return (from, to) => at(offsets[from] ?? 0, to > from ? (offsets[to - 1] ?? 0) + 1 : (offsets[to] ?? 0));
}

const scalarAt = (tree: MapTree, key: string): ScalarTree | undefined => {
  const value = tree.entries.get(key)?.value;
  return value?.kind === "scalar" ? value : undefined;
};

const textAt = (tree: Tree, key: string): string | undefined =>
  tree.kind === "map" ? scalarAt(tree, key)?.value?.toString() : undefined;

const statementOf = (tree: Tree): ScalarTree | undefined => {
  if (tree.kind === "scalar") return tree;
  return tree.kind === "map" ? scalarAt(tree, "claim") : undefined;
};

/** Reads claims one by one, and remembers the names that are taken. */
class Reader {
  readonly issues: SpecIssue[] = [];
  readonly spans = new Map<string, Span>();
  readonly claims: Claim[] = [];
  readonly #taken: Set<string>;
  readonly #sources: readonly Source[];

  constructor(items: readonly Tree[], sources: readonly Source[]) {
    this.#taken = new Set(items.flatMap((item) => textAt(item, "name") ?? []));
    this.#sources = sources;
  }

  read(tree: Tree): void {
    const statement = statementOf(tree);
    if (statement === undefined) return;
    const place = placesIn(statement, this.#sources);
    const written = String(statement.value);
    try {
      const expression = parseClaim(written);
      const index = this.claims.length;
      this.spans.set(`claims[${index}]`, tree.span);
      for (const part of walk(expression)) this.spans.set(claimPartKey(index, part), place(part.start, part.end));
      const { says, ...rest } = this.#options(tree);
      this.claims.push({ ...rest, text: showClaim(expression), expression, ...(says !== undefined && { says }) });
    } catch (fault) {
      if (!(fault instanceof ClaimFault)) throw fault;
      const { code, message, hint, start, end } = fault;
      this.issues.push({ code, message, hint, span: place(start, end) });
    }
  }

  #options(tree: Tree): Pick<Claim, "name" | "interval" | "unconverged"> & { readonly says: string | undefined } {
    const interval = textAt(tree, "interval");
    return {
      name: textAt(tree, "name") ?? this.#freeName(),
      says: textAt(tree, "says"),
      interval: interval === undefined ? 0.95 : Number(interval),
      unconverged: textAt(tree, "unconverged") === "count" ? "count" : "undecided",
    };
  }

  #freeName(): string {
    for (let number = 1; ; number++) {
      const name = `claim-${number}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** Two claims of one name could not be told apart. */
function repeatedNames(items: readonly Tree[]): SpecIssue[] {
  const seen = new Set<string>();
  return items.flatMap((item): SpecIssue[] => {
    const name = item.kind === "map" ? scalarAt(item, "name") : undefined;
    if (name === undefined) return [];
    const text = String(name.value);
    const twice = seen.has(text);
    seen.add(text);
    const message = `two claims have the name ${show(text)}`;
    const hint = "give one of them another name";
    return twice ? [{ code: "SPEC_DUPLICATE_VALUE", message, span: name.span, hint }] : [];
  });
}

/** The claims, each with a name. A claim that is no claim is an issue at the place in its text; issues go to `issues`. */
export function readClaims(tree: Tree | undefined, sources: readonly Source[], issues: SpecIssue[]): ReadClaims {
  const items = tree?.kind === "list" ? tree.items : [];
  const reader = new Reader(items, sources);
  for (const item of items) reader.read(item);
  issues.push(...repeatedNames(items), ...reader.issues);
  return { claims: reader.claims, spans: reader.spans };
}
