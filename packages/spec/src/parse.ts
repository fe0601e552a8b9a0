import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import { type Span } from "@goldilocks/diagnostics";
import { valueIssue, unprintableIssues } from "./characters.ts";
import { type SpecIssue } from "./error.ts";
import { parseYaml } from "./parse-yaml.ts";
import { type Locate } from "./positions.ts";
import { listTree, mapTree, type Entry, type Tree } from "./tree.ts";

/** Values after aliases are expanded. */
const maxSize = 200_000;
/** Each of so many values may have an issue; nobody reads more than a few. */
const maxIssues = 1000;

/** A text as a tree; without a tree there is at least one issue, unless the text says nothing at all. */
export interface Parsed {
  readonly tree?: Tree;
  readonly issues: readonly SpecIssue[];
}

const nodeOrNull = (value: unknown): Node | null => (isNode(value) ? value : null);

/** Turns nodes of the YAML library into trees. Anchors are known from their end on, so that none can contain itself. */
class Converter {
  readonly issues: SpecIssue[] = [];
  readonly #at: Locate;
  readonly #anchors = new Map<string, Tree>();

  constructor(at: Locate) {
    this.#at = at;
  }

  /** The tree of a node; `undefined` where an issue stands in its place. `from` is where an absent value would be. */
  convert(node: Node | null, from: number): Tree | undefined {
    const [start, end] = node?.range ?? [from, from];
    const span = this.#at(start, end);
    if (node === null) return { kind: "scalar", value: null, size: 1, span };
    const tree = this.#content(node, start, end);
    if (tree !== undefined && !isAlias(node) && "anchor" in node && node.anchor !== undefined) {
      this.#anchors.set(node.anchor, tree);
    }
    return tree;
  }

  #content(node: Node, start: number, end: number): Tree | undefined {
    const span = this.#at(start, end);
    if (isAlias(node)) return this.#alias(node.source, start, end);
    if (isMap(node)) return mapTree(span, this.#entries(node.items, start));
    if (isSeq(node)) {
      const items = node.items.map((item) => this.convert(nodeOrNull(item), start));
      return listTree(
        span,
        items.filter((item) => item !== undefined),
      );
    }
    return isScalar(node) ? this.#scalar(node, start, end) : undefined;
  }

  #alias(name: string, start: number, end: number): Tree | undefined {
    const tree = this.#anchors.get(name);
    const span = this.#at(start, end);
    if (tree === undefined) {
      const message = `no finished anchor ${JSON.stringify(name)} comes before this alias`;
      this.issues.push({ code: "SPEC_ALIAS", message, span, hint: "anchor the value first" });
    } else if (tree.size > maxSize) {
      const message = `aliases expand to more than ${maxSize} values`;
      this.issues.push({ code: "SPEC_ALIAS", message, span, hint: "write the values out" });
      return undefined;
    }
    return tree;
  }

  #entries(items: readonly Pair[], from: number): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const pair of items) {
      const key = nodeOrNull(pair.key);
      if (!isScalar(key)) continue; // Already an issue of the YAML library.
      const [start, end] = key.range ?? [from, from];
      const name = String(key.value);
      const keySpan = this.#at(start, end);
      if (name === "<<" && key.type === "PLAIN") {
        this.issues.push(mergeIssue(keySpan));
        continue;
      }
      this.#characters(name, keySpan);
      const value = this.convert(nodeOrNull(pair.value), end);
      const first = entries.get(name);
      if (first !== undefined) this.#duplicate(name, first, keySpan);
      else if (value !== undefined) entries.set(name, { keySpan, value });
    }
    return entries;
  }

  #duplicate(name: string, first: Entry, span: Entry["keySpan"]): void {
    const { line, column } = first.keySpan.start;
    const message = `the key ${JSON.stringify(name)} stands here a second time, after ${line}:${column}`;
    this.issues.push({ code: "SPEC_DUPLICATE_KEY", message, span, hint: "keep one of the two" });
  }

  #characters(text: string, span: Span): void {
    const issue = valueIssue(text, span);
    if (issue !== undefined) this.issues.push(issue);
  }

  /** A whole number with a 0 in front was one of base 8 in YAML 1.1, and is decimal in 1.2: nobody knows which a person means. */
  #octal(source: string, span: Span): void {
    if (!/^[-+]?0\d+$/u.test(source)) return;
    const decimal = Number(source);
    const octal = Number.parseInt(source, 8);
    const isOctal = !/[89]/u.test(source);
    const before = isOctal ? `${octal} in YAML 1.1` : "text in YAML 1.1";
    const message = `${source} is ${decimal} in YAML 1.2, and ${before}`;
    const hint = `write ${decimal}${isOctal ? `, or ${octal}` : ""}; a name goes in quotes`;
    this.issues.push({ code: "SPEC_OCTAL", message, span, hint });
  }

  #scalar(node: Scalar, start: number, end: number): Tree | undefined {
    const span = this.#at(start, end);
    const { value } = node;
    if (typeof value === "number" && !Number.isFinite(value)) {
      const message = `${value} is no finite number`;
      this.issues.push({ code: "SPEC_NOT_FINITE", message, span, hint: "write a finite number" });
      return undefined;
    }
    if (typeof value === "number") this.#octal(node.source ?? "", span);
    if (typeof value === "string") this.#characters(value, span);
    if (typeof value === "number") return { kind: "scalar", size: 1, span, value: value === 0 ? 0 : value };
    if (value === null || typeof value === "string" || typeof value === "boolean") {
      return { kind: "scalar", size: 1, span, value };
    }
    return undefined; // Neither the core schema nor an option makes other values.
  }
}

const mergeIssue = (span: Span): SpecIssue => ({
  code: "SPEC_MERGE_KEY",
  message: "<< merges maps in YAML 1.1, and is no key in YAML 1.2",
  span,
  hint: "write the keys out, or put what is shared into a file that this one extends",
});

/** Parses a text into a tree that knows its places. Never throws: whatever is wrong is an issue. */
export function parse(text: string, at: Locate): Parsed {
  const characters = unprintableIssues(text.replace(/^\uFEFF/u, " "), at);
  if (characters.length > 0) return { issues: characters };
  const { document, issues } = parseYaml(text, at);
  if (document?.contents === undefined || document.contents === null) return { issues };
  if (document.errors.length > 0) return { issues };
  const converter = new Converter(at);
  const tree = converter.convert(document.contents, 0);
  const all = [...issues, ...converter.issues.slice(0, maxIssues)];
  return tree === undefined ? { issues: all } : withinSize(tree, all);
}

function withinSize(tree: Tree, issues: readonly SpecIssue[]): Parsed {
  if (tree.size <= maxSize) return { tree, issues };
  const { span } = tree;
  const message = `the file holds more than ${maxSize} values`;
  const hint = "shorten its lists, or write a range";
  return { issues: [...issues, { code: "SPEC_FILE_TOO_LARGE", message, span, hint }] };
}
