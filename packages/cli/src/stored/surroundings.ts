import { CliError } from "../error.ts";
import type { Paint } from "../text/paint.ts";
import { tabbed } from "../text/own-codes.ts";
import { count } from "../text/quantities.ts";
import { describeNode } from "./describe-node.ts";
import { findNamed } from "./find-named.ts";
import { inputTree, treeLines } from "./input-tree.ts";
import { nodeGraph } from "./node-graph.ts";
import { block, indented } from "./node-lines.ts";
import { storedRuns } from "./runs.ts";
import type { Shown } from "./shown.ts";
import type { Opened } from "./store-files.ts";

/** What a node is made from, `depth` levels down. @throws as {@link nodeNamed} does. */
export async function inputsShown(word: string, depth: number, opened: Opened): Promise<Shown> {
  const { key, store } = await nodeNamed(word, opened);
  const tree = inputTree(await nodeGraph(store, await storedRuns(store)), key, depth);
  return { facts: tree, lines: treeLines(tree, "") };
}

/** What is made directly from a node, and by which runs it was planned. @throws as {@link nodeNamed} does. */
export async function usesShown(word: string, opened: Opened, paint: Paint): Promise<Shown> {
  const { key, store } = await nodeNamed(word, opened);
  const graph = await nodeGraph(store, await storedRuns(store));
  const users = graph.usersOf(key).map((user) => ({ key: user, kind: graph.kindOf(user) }));
  const runs = graph.runsOf(key);
  return {
    facts: { key, kind: graph.kindOf(key), users, runs },
    lines: [
      `${paint.bold(graph.kindOf(key) ?? "node")} ${paint.cyan(key)}: ${count(users.length, "use")}`,
      ...block("used by", indented(users.map((user) => [user.kind ?? "–", user.key])), paint),
      ...block("planned by", indented(runs.map((id) => ["run", id])), paint),
    ],
  };
}

/** The files of a result, one a line, for a shell: name, digest and path. @throws as {@link nodeNamed} does. */
export async function outputsShown(word: string, opened: Opened): Promise<Shown> {
  const { key, store } = await nodeNamed(word, opened);
  const node = (await store.result(key)) ?? { key, preImage: null };
  const { outputs } = await describeNode(node, [], undefined, opened.workspace);
  const lines = Object.entries(outputs).map(([name, { digest, path }]) => tabbed([name, digest, path]));
  return { facts: { key, outputs }, lines };
}

/**
 * The node that a person names; of a run its table, of an output the node that made it.
 *
 * @throws as `findNamed` does; {@link CliError} `CLI_UNKNOWN_HASH` for a figure's file that the store does not know.
 */
async function nodeNamed(
  word: string,
  opened: Opened,
): Promise<{ readonly key: string; readonly store: NonNullable<Opened["store"]> }> {
  const found = await findNamed(word, opened);
  const { store } = opened;
  if (found.kind === "file" || store === undefined) {
    const message = `the store does not have the figure of ${word}`;
    throw new CliError({ code: "CLI_UNKNOWN_HASH", message, hint: `exp rerun ${word} makes it again` });
  }
  if (found.kind === "run") return { key: found.run.table, store };
  if (found.kind === "output") return { key: found.results[0]?.key ?? "", store };
  return { key: found.kind === "result" ? found.result.key : found.key, store };
}
