import type { Json } from "@goldilocks/digest";
import { failureReason, opVersions } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import type { Prepared } from "../prepare.ts";
import type { DataFiles } from "../results/data-files.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";
import { cellName } from "../cells.ts";
import { tableNode } from "../nodes.ts";
import type { Failure } from "./failures.ts";
import type { FinishedFigure } from "./result-files.ts";

const named = ({ name, key, digests }: FinishedFigure): Json => ({ name, key, digests });

/**
 * The text of `provenance.json`: which files there are, and how they came to be. Looking through every training takes a while, so `before`,
 * what the file holds already, stays where it is of the same keys.
 */
export async function provenanceText(
  prepared: Prepared,
  before: string,
  made: {
    readonly table: FinishedFigure;
    readonly figures: readonly FinishedFigure[];
    readonly estimates: FinishedFigure | null;
    readonly claims: FinishedFigure | null;
    readonly data: DataFiles;
    readonly failures: readonly Failure[];
  },
): Promise<string> {
  const head = {
    name: prepared.experiment.name,
    ...fileFact(prepared, before),
    table: named(made.table),
    figures: made.figures.map(named),
    ...(made.estimates !== null && { estimates: named(made.estimates) }),
    ...(made.claims !== null && { claims: named(made.claims) }),
    data: made.data,
    ...failedFacts(prepared, made.failures),
    ops: { ...opVersions },
  };
  if (before.startsWith(JSON.stringify(head, undefined, 2).slice(0, -2))) return before;
  return `${JSON.stringify({ ...head, made: await makers(prepared) }, undefined, 2)}\n`;
}

/** The experiment's file; a copy of it that gives the same table leaves the name that is there. */
function fileFact({ file, plan }: Prepared, before: string): { readonly file?: string } {
  const known = parsedJson(before);
  const isSame = isRecord(known) && textIn(known["table"], "key") === plan.table;
  const kept = isSame ? textIn(known, "file") : "";
  const shown = kept === "" ? file : kept;
  return shown === null ? {} : { file: shown };
}

/** Which cells are missing from a partial table, and why; nothing where it is whole. */
function failedFacts({ plan }: Prepared, failures: readonly Failure[]): { readonly [name: string]: Json } {
  const { partial } = tableNode(plan).parameters;
  if (partial === undefined) return {};
  const failed = partial.failed.map((gap) => {
    const cell = plan.cells[gap.row];
    const name = cell === undefined ? "" : cellName(plan, cell);
    return { row: gap.row, cell: name, without: [...gap.sources], reason: failureReason(gap) };
  });
  const told = failures.map(({ label, cells, issues }) => ({
    label,
    cells: [...cells],
    issues: issues.map(({ code, message }) => ({ code, message })),
  }));
  return { partialOf: partial.of, failed, failures: told };
}

type Maker = { readonly maker: Json; from: string; until: string; results: number };

/** Every program and machine that made a result of the plan, when, and how many, the first first. */
async function makers({ plan, store }: Prepared): Promise<Json> {
  const found = new Map<string, Maker>();
  for (const key of resultKeys(plan)) {
    const { provenance } = (await store.result(key)) ?? {};
    if (!isRecord(provenance)) continue;
    const { at, ...maker } = provenance;
    const time = typeof at === "string" ? at : "";
    const text = JSON.stringify(maker);
    const known = found.get(text) ?? { maker, from: time, until: time, results: 0 };
    known.results += 1;
    if (time < known.from) known.from = time;
    if (time > known.until) known.until = time;
    found.set(text, known);
  }
  return [...found.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

const resultKeys = ({ nodes }: Plan): readonly string[] =>
  [...nodes.values()].filter(({ kind }) => kind !== "stream" && kind !== "trajectory").map(({ key }) => key);
