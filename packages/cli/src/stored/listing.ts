import type { Store } from "@goldilocks/engine";
import { textIn } from "./json.ts";
import { figureFacts, readPreImage } from "./node-words.ts";
import { outcomeOf } from "./run-lines.ts";
import type { StoredRun } from "./runs.ts";

/** What can be listed. */
export const listedKinds = ["figure", "table", "run"] as const;

/** One of {@link listedKinds}. */
export type ListedKind = (typeof listedKinds)[number];

/** A line of `exp list`. */
export interface Listed {
  readonly kind: ListedKind;
  /** The whole hash, or the run's id. */
  readonly hash: string;
  /** Name of the experiment; after a `/`, that of the figure. */
  readonly name: string;
  readonly title: string;
  /** ISO time at which it was made, or began. */
  readonly when: string;
  /** Of a run how it ended; of a figure or table `stored`, or `missing` where the store has it no more or not yet. */
  readonly outcome: string;
}

/** Figures, tables and runs of a store, each kind with the newest first. */
export async function listing(store: Store, runs: readonly StoredRun[]): Promise<readonly Listed[]> {
  const results = new Map<string, Listed>();
  for (const run of runs) {
    results.set(run.table, await tableLine(store, run));
    for (const key of run.figures) if (!results.has(key)) results.set(key, await figureLine(store, key, run));
  }
  const lines = [...results.values(), ...runs.map(runLine)];
  const newest = lines.toSorted((a, b) => (a.when < b.when ? 1 : a.when > b.when ? -1 : 0));
  return listedKinds.flatMap((kind) => newest.filter((line) => line.kind === kind));
}

const runLine = (run: StoredRun): Listed => ({
  kind: "run",
  hash: run.id,
  name: run.name,
  title: run.title,
  when: run.started,
  outcome: outcomeOf(run),
});

async function tableLine(store: Store, { table, name, title, started }: StoredRun): Promise<Listed> {
  const result = await store.result(table);
  const when = result === undefined ? started : textIn(result.provenance, "at");
  return { kind: "table", hash: table, name, title, when, outcome: result === undefined ? "missing" : "stored" };
}

async function figureLine(store: Store, key: string, { name, title, started }: StoredRun): Promise<Listed> {
  const result = await store.result(key);
  if (result === undefined) return { kind: "figure", hash: key, name, title, when: started, outcome: "missing" };
  const read = readPreImage(result.preImage);
  const facts = read === undefined ? { figure: "", experiment: name, title } : figureFacts(read);
  return {
    kind: "figure",
    hash: key,
    name: facts.figure === "" ? facts.experiment : `${facts.experiment}/${facts.figure}`,
    title: facts.title,
    when: textIn(result.provenance, "at"),
    outcome: "stored",
  };
}
