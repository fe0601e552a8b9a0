import { axisNameFaults } from "./axis-names.ts";
import { causeHint } from "./cause-hint.ts";
import { type SpecIssue } from "./error.ts";
import { explain, type Fault, maxFaults } from "./explain.ts";
import { nameFaults } from "./name-faults.ts";
import { type SchemaNode } from "./schema-node.ts";
import { keySpanAt, toJson, treeAt, without, type Path, type Tree } from "./tree.ts";
import { isLarge } from "./validator.ts";

/** A file's tree without what is wrong in it. */
export interface CheckedFile {
  readonly tree?: Tree;
  readonly issues: readonly SpecIssue[];
  /** The top-level keys below which something was wrong and left out; `""` is the whole file. */
  readonly tainted: ReadonlySet<string>;
  /** Where in the file that was. */
  readonly faulty: readonly Path[];
}

/** The part that goes when a fault is removed: a map that lacks a key goes as a whole. */
function removable(tree: Tree, fault: Fault): Path {
  const { path } = fault;
  return treeAt(tree, path) === undefined ? path.slice(0, -1) : path;
}

function issueOf(tree: Tree, fault: Fault): SpecIssue {
  const { path, key, code, message } = fault;
  const span = (key ? keySpanAt(tree, path) : treeAt(tree, path)?.span) ?? tree.span;
  return { code, message, span, hint: causeHint(tree, fault) ?? fault.hint };
}

const prune = (tree: Tree, faults: readonly Fault[]): Tree | undefined =>
  without(
    tree,
    faults.map((fault) => removable(tree, fault)),
  );

/** What is empty only because wrong names were left out is no second fault. */
const emptiedHere = ({ code, path }: Fault, written: Tree): boolean =>
  code === "SPEC_EMPTY" && (treeAt(written, path)?.size ?? 1) > 1;

/** As many items of several lists as that, taken one by one. */
function firstOf<T>(most: number, ...lists: readonly Iterable<T>[]): T[] {
  const taken: T[] = [];
  for (const list of lists) {
    for (const item of list) if (taken.push(item) >= most) return taken;
  }
  return taken;
}

const section = ({ path: [first = "", , third = ""] }: Fault): string => {
  const step = String(first === "profiles" ? third : first);
  return step.split(".")[0] ?? "";
};

/**
 * Checks one file as written by a schema: every issue at once, and the rest of the file to go on with.
 *
 * @param schema - That of a whole file, or of what `--set` may say.
 */
export function checkFile(tree: Tree, schema: SchemaNode): CheckedFile {
  const names = firstOf(maxFaults, axisNameFaults(tree), nameFaults(tree));
  const named = prune(tree, names) ?? tree;
  const json = names.length >= maxFaults ? undefined : toJson(named);
  const faults = json === undefined ? [] : explain(schema, json).filter((fault) => !emptiedHere(fault, tree));
  // Where there may be more faults than are told, what is left is not known to be right.
  const isWrong = Math.max(names.length, faults.length) >= maxFaults || (faults.length > 0 && isLarge(json));
  const rest = isWrong ? undefined : prune(named, faults);
  const issues = [...names.map((fault) => issueOf(tree, fault)), ...faults.map((fault) => issueOf(named, fault))];
  const tainted = new Set([...names, ...faults].map(section));
  const faulty = [...names, ...faults].map(({ path }) => path);
  return { ...(rest !== undefined && { tree: rest }), issues, tainted, faulty };
}
