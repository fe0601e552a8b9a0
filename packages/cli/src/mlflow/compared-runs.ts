import type { MlflowClient, Run } from "@goldilocks/mlflow-client";
import { links } from "@goldilocks/tracking";
import { CliError } from "../error.ts";
import { checkHash } from "../stored/find.ts";
import { isHash, runIdIn, trackedRun } from "./run-behind.ts";

const MOST_LISTED = 5;

/**
 * The runs of hashes, in their order: of a figure's, a table's or the like the plan's run, of a trained state's that of a cell. Where
 * several experiments have one, the newest.
 *
 * @throws `CLI_BAD_HASH`, `CLI_UNKNOWN_RUN`, `CLI_AMBIGUOUS_HASH`.
 */
export async function comparedRuns(client: MlflowClient, words: readonly string[]): Promise<readonly Run[]> {
  const experimentIds: string[] = [];
  for await (const { experimentId } of client.experiments.search({})) experimentIds.push(experimentId);
  const runs: Run[] = [];
  for (const word of words) {
    const runId = runIdIn(word);
    runs.push(
      runId === undefined ? await newestOf(client, experimentIds, checkHash(word)) : await trackedRun(client, runId),
    );
  }
  return runs;
}

async function newestOf(client: MlflowClient, experimentIds: readonly string[], hash: string): Promise<Run> {
  const found = new Map<string, Run>();
  // Hexadecimal digits need no escape.
  const filters = [`tags.\`goldilocks.key\` LIKE '${hash}%'`, `tags.\`goldilocks.goals\` LIKE '%${hash}%'`];
  for (const filter of filters) {
    for await (const run of client.runs.search({ experimentIds, filter, orderBy: ["attributes.start_time DESC"] })) {
      for (const key of hashesOf(run)) if (key.startsWith(hash) && !found.has(key)) found.set(key, run);
    }
  }
  const [first, second] = found;
  if (first === undefined) {
    const message = `no run in MLflow has a hash that begins with ${hash}`;
    const hint = "exp sync delivers what waits in the outbox; exp list shows the hashes there are";
    throw new CliError({ code: "CLI_UNKNOWN_RUN", message, hint });
  }
  if (second === undefined) return first[1];
  const some = [...found.keys()].slice(0, MOST_LISTED).join(", ");
  const message = `${found.size} hashes of runs in MLflow begin with ${hash}: ${some}`;
  throw new CliError({ code: "CLI_AMBIGUOUS_HASH", message, hint: "give more digits" });
}

/** Every hash that a run stands for. */
function hashesOf({ tags }: Run): readonly string[] {
  const found = [tags["goldilocks.key"] ?? "", ...(tags["goldilocks.goals"] ?? "").split(" ")];
  return [...new Set(found)].filter((hash) => isHash(hash));
}

/** The address of the page that compares runs. */
export const comparisonLink = (server: string, runs: readonly Run[]): string =>
  links.compare(
    server,
    [...new Set(runs.map(({ experimentId }) => experimentId))],
    [...new Set(runs.map(({ runId }) => runId))],
  );
