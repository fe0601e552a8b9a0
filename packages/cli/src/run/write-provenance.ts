import type { Json } from "@goldilocks/digest";
import { opVersions } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import type { Prepared } from "../prepare.ts";
import { replaceText } from "../replace-file.ts";
import type { DataFiles } from "../results/data-files.ts";
import { isRecord } from "../stored/json.ts";
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
  },
): Promise<void> {
  const head = {
    name: prepared.experiment.name,
    table: named(made.table),
    figures: made.figures.map(named),
    ...(made.estimates !== null && { estimates: named(made.estimates) }),
    ...(made.claims !== null && { claims: named(made.claims) }),
    data: made.data,
    ops: { ...opVersions },
  };
  if (before.startsWith(JSON.stringify(head, undefined, 2).slice(0, -2))) return;
  await replaceText(path, `${JSON.stringify({ ...head, made: await makers(prepared) }, undefined, 2)}\n`);
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
