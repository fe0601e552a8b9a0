import type { Json } from "@goldilocks/digest";
import type { Store } from "@goldilocks/engine";
import type { Changes, RunCommand } from "../run-command.ts";
import { isRecord } from "./json.ts";

/** A run as the store remembers it. */
export interface StoredRun extends Changes {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly started: string;
  /** Null while it goes on, and for ever after it was killed. */
  readonly finished: string | null;
  readonly outcome: string | null;
  /** Digest of the object that holds keys and pre-images of all its nodes; empty where that could not be written. */
  readonly plan: string;
  readonly table: string;
  readonly figures: readonly string[];
  /** Names of the figures, in the same order; empty in older records, whose figures know their own. */
  readonly figureNames: readonly string[];
  /** Everything that the run was for: table, figures and what else is read from the table. */
  readonly goals: readonly string[];
  /** The experiment's normal form. */
  readonly spec: Json;
  /** The experiment's files as they were written; empty where a run did not keep them. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  readonly counts: Json;
  readonly provenance: Json;
  /** Hash of the result that it made anew on another class of device; null for any other run. */
  readonly derivedFrom: string | null;
  /** What was typed, where that means something elsewhere too. */
  readonly command: RunCommand | null;
}

/** Every run of a store, the oldest first; a record of another shape is left out. */
export async function storedRuns(store: Store): Promise<readonly StoredRun[]> {
  return (await store.runs()).flatMap((run) => parseRun(run) ?? []);
}

function parseRun(run: Json): StoredRun | undefined {
  if (!isRecord(run)) return undefined;
  const { id, name, title, started, table, finished, outcome, plan, spec, counts, provenance, command } = run;
  const texts = { id, name, title, started, table };
  const figures = textsIn(run["figures"]);
  if (!Object.values(texts).every((text) => typeof text === "string") || figures === undefined) return undefined;
  return {
    ...(texts as Record<keyof typeof texts, string>),
    figures,
    figureNames: textsIn(run["figureNames"]) ?? [],
    // Older records name no others.
    goals: textsIn(run["goals"]) ?? [...(typeof table === "string" ? [table] : []), ...figures],
    finished: typeof finished === "string" ? finished : null,
    outcome: typeof outcome === "string" ? outcome : null,
    plan: typeof plan === "string" ? plan : "",
    spec: spec ?? null,
    sources: Array.isArray(run["sources"]) ? run["sources"].flatMap(parseSource) : [],
    counts: counts ?? null,
    provenance: provenance ?? null,
    command: parseCommand(command),
    derivedFrom: typeof run["derivedFrom"] === "string" ? run["derivedFrom"] : null,
    // Older records have them as part of the command alone.
    ...parseChanges("profile" in run || "set" in run ? run : command),
  };
}

const textsIn = (value: Json | undefined): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;

function parseSource(source: Json): readonly { readonly file: string; readonly text: string }[] {
  const { file, text } = isRecord(source) ? source : {};
  return typeof file === "string" && typeof text === "string" ? [{ file, text }] : [];
}

function parseChanges(record: Json | undefined): Changes {
  const { profile, set } = isRecord(record) ? record : {};
  const changes = Array.isArray(set) ? set.filter((change) => typeof change === "string") : [];
  return { profile: typeof profile === "string" ? profile : null, set: changes };
}

function parseCommand(command: Json | undefined): RunCommand | null {
  if (!isRecord(command) || typeof command["file"] !== "string") return null;
  return { file: command["file"], ...parseChanges(command) };
}
