import type { Json } from "@goldilocks/digest";
import type { Result, Store } from "@goldilocks/engine";
import { isRecord, textIn } from "./json.ts";
import { figureFacts, readPreImage, wholeKeyOf } from "./node-words.ts";
import { outcomeOf } from "./run-lines.ts";
import type { StoredRun } from "./runs.ts";

/** What can be listed. */
export const listedKinds = ["figure", "table", "estimates", "claims", "run", "dictionary"] as const;

/** One of {@link listedKinds}. */
export type ListedKind = (typeof listedKinds)[number];

/** A line of `exp list`. */
export interface Listed {
  readonly kind: ListedKind;
  /** The whole hash, or the run's id. */
  readonly hash: string;
  /** Name of the experiment; after a `/`, that of the figure. */
  readonly name: string;
  readonly experiment: string;
  readonly title: string;
  /** ISO time at which it was made, or began. */
  readonly when: string;
  /** Of a run how it ended; of a result `stored`, `partial` where cells had failed, `missing` where the store does not have it. */
  readonly outcome: string;
  /** What estimates propose, or how many claims hold; empty for what says nothing in a line. */
  readonly summary: string;
  /** What the run changed of its file; of a figure or table, the last run that has it. */
  readonly profile: string | null;
  readonly set: readonly string[];
}

/** Figures, tables, what is read from them, and runs of a store, each kind with the newest first; no dictionaries. */
export async function listing(store: Store, runs: readonly StoredRun[]): Promise<readonly Listed[]> {
  const results = new Map<string, Listed>();
  const last = new Map(runs.flatMap((run) => [run.table, ...run.figures].map((key) => [key, run] as const)));
  for (const [key, run] of last) {
    results.set(key, key === run.table ? await tableLine(store, run) : await figureLine(store, key, run));
  }
  const others = new Map(runs.flatMap((run) => othersOf(run).map((key) => [key, run] as const)));
  for (const [key, run] of others) for (const line of await otherLine(store, key, run)) results.set(key, line);
  const lines = [...results.values(), ...runs.map(runLine)];
  const newest = lines.toSorted((a, b) => (a.when < b.when ? 1 : a.when > b.when ? -1 : 0));
  return listedKinds.flatMap((kind) => newest.filter((line) => line.kind === kind));
}

const othersOf = ({ goals, table, figures }: StoredRun): readonly string[] =>
  goals.filter((key) => key !== table && !figures.includes(key));

/** What else was read from a table. Only what is stored says of what kind it is. */
async function otherLine(store: Store, key: string, run: StoredRun): Promise<readonly Listed[]> {
  const result = await store.result(key);
  const read = result === undefined ? undefined : readPreImage(result.preImage);
  const kind = listedKinds.find((one) => one === read?.kind);
  if (result === undefined || kind === undefined) return [];
  const { name, title } = run;
  const when = textIn(result.provenance, "at");
  const facts = { kind, hash: key, name, experiment: name, title, when, outcome: outcomeIn(result), ...changesOf(run) };
  return [{ ...facts, summary: summaryOf(kind, result.values) }];
}

/** What a line can say of verdicts and proposals. */
function summaryOf(kind: ListedKind, values: Json): string {
  if (!isRecord(values)) return "";
  if (kind === "claims")
    return ["holds", "fails", "undecided"].map((word) => `${Number(values[word] ?? 0)} ${word}`).join(", ");
  const proposals = values["proposals"];
  return (Array.isArray(proposals) ? proposals : []).map(proposalText).join(", ");
}

/** `ssll: J 512, L1 0.1`; a method that proposes nothing says so. */
function proposalText(proposal: Json): string {
  const { dictSize, l1Coefficient } = isRecord(proposal) ? proposal : {};
  const parts = [
    typeof dictSize === "number" ? [`J ${dictSize}`] : [],
    typeof l1Coefficient === "number" ? [`L1 ${l1Coefficient}`] : [],
  ].flat();
  return `${textIn(proposal, "method")}: ${parts.length === 0 ? "nothing" : parts.join(" ")}`;
}

const runLine = (run: StoredRun): Listed => ({
  kind: "run",
  hash: run.id,
  name: run.name,
  experiment: run.name,
  title: run.title,
  summary: "",
  when: run.started,
  outcome: outcomeOf(run),
  ...changesOf(run),
});

const changesOf = ({ profile, set }: StoredRun): Pick<Listed, "profile" | "set"> => ({ profile, set });

async function tableLine(store: Store, run: StoredRun): Promise<Listed> {
  const { table, name, title, started } = run;
  const result = await store.result(table);
  const when = result === undefined ? started : textIn(result.provenance, "at");
  const outcome = result === undefined ? "missing" : outcomeIn(result);
  const facts = { kind: "table", hash: table, name, experiment: name, title, when, outcome, summary: "" } as const;
  return { ...facts, ...changesOf(run) };
}

async function figureLine(store: Store, key: string, run: StoredRun): Promise<Listed> {
  const { name, title, started } = run;
  const result = await store.result(key);
  const line = { kind: "figure" as const, hash: key, experiment: name, summary: "", ...changesOf(run) };
  if (result === undefined) return { ...line, name, title, when: started, outcome: "missing" };
  const read = readPreImage(result.preImage);
  const facts = read === undefined ? { figure: "", experiment: name, title } : figureFacts(read, key, run);
  return {
    ...line,
    experiment: facts.experiment,
    name: facts.figure === "" ? facts.experiment : `${facts.experiment}/${facts.figure}`,
    title: facts.title,
    when: textIn(result.provenance, "at"),
    outcome: outcomeIn(result),
  };
}

/** Whether a result that is stored is whole. */
function outcomeIn({ preImage }: Result): "stored" | "partial" {
  const read = readPreImage(preImage);
  return read !== undefined && wholeKeyOf(read) !== undefined ? "partial" : "stored";
}
