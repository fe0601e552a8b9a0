import { type Span } from "@goldilocks/diagnostics";
import { type SpecIssue } from "./error.ts";
import { type Files } from "./files.ts";
import { mergeBody } from "./merge.ts";
import { parse } from "./parse.ts";
import { locator } from "./positions.ts";
import { document, type SchemaNode } from "./schema-node.ts";
import { show } from "./show.ts";
import { mapTree, type MapTree, type Tree } from "./tree.ts";

/** The name under which issues of `--set` are shown. */
const setFile = "--set";

const schema: SchemaNode = document();
const fileOnly = new Set(["goldilocks", "extends", "profiles"]);
const gridPrefix = "grid.";

function wrapped(key: string, value: Tree, span: Span): MapTree {
  const inGrid = key.startsWith(gridPrefix);
  const name = inGrid ? key.slice(gridPrefix.length) : key;
  const inner = mapTree(span, new Map([[name, { keySpan: span, value }]]));
  return inGrid ? mapTree(span, new Map([["grid", { keySpan: span, value: inner }]])) : inner;
}

const shapeless = (text: string, span: Span): SpecIssue => ({
  code: "SPEC_SET",
  message: `${show(text)} is no key=value`,
  span,
  hint: "write for example --set train.steps=2000",
});

const misplaced = (key: string, span: Span): SpecIssue => ({
  code: "SPEC_SET",
  message: `${show(key)} belongs in a file`,
  span,
  hint: "write it into the file",
});

/** One `key=value`, checked and expanded, or `undefined` where it only made issues. */
function override(files: Files, all: string, text: string, shift: number): MapTree | undefined {
  const at = locator(setFile, all, shift);
  const equals = text.indexOf("=");
  if (equals < 1) {
    files.issues.push(shapeless(text, at(0, text.length)));
    return undefined;
  }
  const key = text.slice(0, equals).trim();
  if (fileOnly.has(key)) {
    files.issues.push(misplaced(key, at(0, equals)));
    return undefined;
  }
  const from = equals + 1;
  const { tree, issues } = parse(text.slice(from), locator(setFile, all, shift + from));
  files.issues.push(...issues);
  const span = at(from, text.length);
  const nothing: Tree = { kind: "scalar", value: null, size: 1, span };
  if (issues.length > 0 && tree === undefined) return undefined;
  return files.checked(wrapped(key, tree ?? nothing, at(0, equals)), schema);
}

/**
 * What all `--set key=value` say together; the later wins.
 *
 * A key is one that a file may have at its top (dotted settings too), or `grid.` and the name of an axis; a value is YAML.
 */
export function overrides(files: Files, texts: readonly string[]): MapTree | undefined {
  if (texts.length === 0) return undefined;
  const all = texts.join("\n");
  files.sources.unshift({ file: setFile, text: all });
  let merged: MapTree | undefined;
  let shift = 0;
  for (const text of texts) {
    const tree = override(files, all, text, shift);
    if (tree !== undefined) merged = merged === undefined ? tree : mergeBody(merged, tree);
    shift += text.length + 1;
  }
  return merged;
}
