import type { Json } from "@goldilocks/digest";
import { failureReason, opVersions } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import type { Prepared } from "../prepare.ts";
import { replaceText } from "../replace-file.ts";
import type { DataFiles } from "../results/data-files.ts";
import { isRecord } from "../stored/json.ts";
import { cellName } from "../cells.ts";
import { tableNode } from "../nodes.ts";
import type { Failure } from "./failures.ts";
import type { FinishedFigure } from "./result-files.ts";

const named = ({ name, key, digests }: FinishedFigure): Json => ({ name, key, digests });

/** How the results came to be. Looking through every training takes a while, so it is done once for the same keys. */
export async function writeProvenance(
  prepared: Prepared,
  path: string,
  before: string,
  made: {
    readonly table: FinishedFigure;
    readonly figures: readonly FinishedFigure[];
    readonly estimates: FinishedFigure | null;
    readonly claims: FinishedFigure | null;
    readonly data: DataFiles;
    readonly failures: readonly Failure[];
  },
): Promise<void> {
  const head = {
    name: prepared.experiment.name,
    table: named(made.table),
    figures: made.figures.map(named),
    ...(made.estimates !== null && { estimates: named(made.estimates) }),
    ...(made.claims !== null && { claims: named(made.claims) }),
    data: made.data,
    ...failedFacts(prepared, made.failures),
    ops: { ...opVersions },
  };
  if (before.startsWith(JSON.stringify(head, undefined, 2).slice(0, -2))) return;
  await replaceText(path, `${JSON.stringify({ ...head, made: await makers(prepared) }, undefined, 2)}\n`);
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
