import type { Json } from "@goldilocks/digest";
import type { Result, Store } from "@goldilocks/engine";
import { CliError } from "../error.ts";
import { experimentBehind } from "../stored/experiment-behind.ts";
import { find, type Found } from "../stored/find.ts";
import { readPreImage, wholeKeyOf } from "../stored/node-words.ts";
import { plannedBy, type PlannedNode, plannedNodes } from "../stored/planned-nodes.ts";
import { type StoredRun, storedRuns } from "../stored/runs.ts";
import type { Opened } from "../stored/store-files.ts";
import { committedTarget, compiledTarget } from "./compiled-target.ts";
import { type FigureFile, figureFile } from "./figure-file.ts";

/** A result that is to be made again, and what is known of it. */
export interface Target {
  /** The node's key; null for everything that a run was for. */
  readonly key: string | null;
  /** Of what was made although cells had failed: the key of the whole. Null for what is whole. */
  readonly partialOf: string | null;
  /** The experiment that it belongs to, in its normal form, as it was recorded. */
  readonly normal: Json;
  /** The result as the store has it; null where only its key is known. */
  readonly recorded: Result | null;
  /** Pre-images of the plan that it was made by, by key; empty where no run of it is known. */
  readonly nodes: ReadonlyMap<string, Json>;
  /** The last run that planned it; null where none is known. */
  readonly run: StoredRun | null;
  /** A file that somebody holds: its bytes must come out again. */
  readonly held: { readonly name: string; readonly digest: string } | null;
}

/**
 * What a person wants made again: a figure's file, the beginning of a key or a digest, or the id of a run. A hash that the store does
 * not know is looked for among the experiments of the workspace.
 *
 * @throws as `find` does; `CLI_NO_EXPERIMENT`; `FIGURES_NOT_A_FIGURE`; `CLI_CANNOT_READ`.
 */
export async function targetOf(word: string, { workspace, store }: Opened): Promise<Target> {
  const runs = store === undefined ? [] : await storedRuns(store);
  const file = await figureFile(word, workspace);
  if (file !== undefined) return fileTarget(file, store, runs);
  try {
    return await storedTarget(await find(store, word), runs, store);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "CLI_UNKNOWN_HASH") throw error;
    // A run whose plan was lost still knows its experiment.
    const hash = word.toLowerCase();
    const specs = [...new Map(runs.map(({ table, spec }) => [table, spec])).values()];
    const compiled = (await compiledTarget(hash, specs)) ?? (await committedTarget(hash, workspace.root));
    if (compiled === undefined) throw error;
    return { ...compiled, partialOf: null, recorded: null, nodes: new Map(), run: null, held: null };
  }
}

async function fileTarget(
  { key, normal, name, digest, partialOf }: FigureFile,
  store: Store | undefined,
  runs: readonly StoredRun[],
): Promise<Target> {
  const recorded = (await store?.result(key)) ?? null;
  const found = await runOf(key, store, runs);
  // The file carries what decides it; the run knows what else its experiment asked for, such as claims.
  return { key, partialOf, normal: found.run?.spec ?? normal, recorded, ...found, held: { name, digest } };
}

async function storedTarget(found: Found, runs: readonly StoredRun[], store: Store | undefined): Promise<Target> {
  if (found.kind === "run") {
    const nodes = store === undefined ? [] : await plannedBy(store, found.run);
    const { run } = found;
    return { key: null, partialOf: null, normal: run.spec, recorded: null, nodes: preImagesOf(nodes), run, held: null };
  }
  const recorded = found.kind === "result" ? found.result : found.kind === "output" ? (found.results[0] ?? null) : null;
  const key = found.kind === "planned" ? found.key : (recorded?.key ?? "");
  const held = found.kind === "output" ? { name: found.name, digest: found.output.digest } : null;
  const planned = await runOf(key, store, runs);
  const normal = planned.run?.spec ?? experimentBehind(found, runs).normal;
  const read = readPreImage(recorded?.preImage ?? planned.nodes.get(key) ?? null);
  return { key, partialOf: (read && wholeKeyOf(read)) ?? null, normal, recorded, ...planned, held };
}

const preImagesOf = (nodes: readonly PlannedNode[]): ReadonlyMap<string, Json> =>
  new Map(nodes.map(({ key, preImage }) => [key, preImage]));

/** The last run that planned a node, and the pre-images of its plan. */
async function runOf(
  key: string,
  store: Store | undefined,
  runs: readonly StoredRun[],
): Promise<Pick<Target, "nodes" | "run">> {
  if (store !== undefined) {
    for (const run of runs.toReversed()) {
      const nodes = await plannedNodes(store, [run], "");
      // A run whose plan was lost still knows what it was for.
      if (run.goals.includes(key) || nodes.some((node) => node.key === key)) return { run, nodes: preImagesOf(nodes) };
    }
  }
  return { run: null, nodes: new Map() };
}
