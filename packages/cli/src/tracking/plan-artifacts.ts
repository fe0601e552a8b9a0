import { createHash } from "node:crypto";
import type { Output, Result, Store } from "@goldilocks/engine";
import type { Column, Table } from "@goldilocks/figures";
import type { Plan } from "@goldilocks/plan";
import { ANYWHERE } from "../invocation.ts";
import { figureNodes } from "../nodes.ts";
import { storedTable } from "../run/stored-table.ts";
import { measuredColumns } from "./cell-metrics.ts";
import { imageKey } from "./plan-view.ts";
import { madeAt } from "./tracked-plan.ts";
import { figurePage, gridImages, tableJson, type TrackedArtifact } from "@goldilocks/tracking";

/** What a finished run of a plan shows in MLflow beside its figures: texts that are made for it. */
export interface PlanTexts {
  /** The experiment's normal form, as YAML. */
  readonly spec: string;
  /** Digest of the object that holds the plan; empty where that could not be stored. */
  readonly plan: string;
  readonly provenance: string;
  readonly notes: string;
}

/** The table that MLflow's page shows inline. */
export const TABLE = "cells.json";

/** Everything a finished run leaves, as artifacts: figures in three forms and for the image grid, the table, what decided it all. */
export async function planArtifacts(plan: Plan, store: Store, texts: PlanTexts): Promise<readonly TrackedArtifact[]> {
  const figures: TrackedArtifact[] = [];
  for (const { key, name } of figureNodes(plan)) {
    const result = await store.result(key);
    if (result !== undefined) figures.push(...(await figureArtifacts(plan, name, result, store)));
  }
  const others: TrackedArtifact[] = [];
  for (const key of plan.goals.filter((goal) => goal !== plan.table && !plan.figures.includes(goal))) {
    const outputs = Object.entries((await store.result(key))?.outputs ?? {});
    others.push(...outputs.map(([name, output]) => objectArtifact(name, output)));
  }
  const planned = texts.plan === "" ? [] : [await plannedArtifact(texts.plan, store)];
  return [
    ...figures,
    ...(await tableArtifacts(plan, store)),
    ...others,
    textArtifact("spec.normal.yaml", texts.spec, "application/yaml"),
    ...planned,
    textArtifact("provenance.json", texts.provenance, "application/json"),
    textArtifact("notes.md", texts.notes, "text/markdown"),
  ];
}

async function figureArtifacts(
  { experiment }: Plan,
  name: string,
  { key, outputs, provenance }: Result,
  store: Store,
): Promise<readonly TrackedArtifact[]> {
  const [svg, png] = [outputs["figure.svg"], outputs["figure.png"]];
  if (svg === undefined || png === undefined) return [];
  const drawing = new TextDecoder().decode(await store.read(svg.digest));
  const command = `${ANYWHERE} ${key.slice(0, 12)}`;
  const page = figurePage({ title: experiment.title, caption: name, svg: drawing, hash: key, command });
  return [
    objectArtifact(`figures/${name}.svg`, svg),
    objectArtifact(`figures/${name}.png`, png),
    textArtifact(`figures/${name}.html`, page, "text/html"),
    ...gridImages(imageKey(name), { step: 0, timestamp: madeAt(provenance) ?? 0 }, objectArtifact("", png)),
  ];
}

async function tableArtifacts(plan: Plan, store: Store): Promise<readonly TrackedArtifact[]> {
  const result = await store.result(plan.table);
  const csv = result?.outputs["cells.csv"];
  if (result === undefined || csv === undefined) return [];
  const stored = await storedTable(store, result, "cells.json");
  const columns = shownColumns(plan, stored);
  const names = columns.map(({ name }) => name);
  const lines = Array.from({ length: stored.rows }, (_, row) => columns.map(({ values }) => values[row] ?? null));
  return [textArtifact(TABLE, tableJson(names, lines), "application/json"), objectArtifact("cells.csv", csv)];
}

/** Axes first, then what was measured, then other settings that differ: what all cells have alike are the run's parameters. */
function shownColumns(plan: Plan, { columns }: Table): readonly Column[] {
  const axes = new Set(plan.experiment.axes.map(({ name }) => name));
  const measured = new Set(measuredColumns(plan));
  const rank = ({ name }: Column): number => (axes.has(name) ? 0 : measured.has(name) ? 1 : 2);
  return columns
    .filter((column) => rank(column) < 2 || new Set(column.values).size > 1)
    .toSorted((a, b) => rank(a) - rank(b));
}

async function plannedArtifact(digest: string, store: Store): Promise<TrackedArtifact> {
  const { length: bytes } = await store.read(digest);
  return objectArtifact("plan.json", { digest, bytes, mediaType: "application/json" });
}

const objectArtifact = (path: string, { digest, bytes, mediaType }: Output): TrackedArtifact => ({
  path,
  source: { kind: "object", digest },
  digest,
  bytes,
  mediaType,
});

function textArtifact(path: string, text: string, mediaType: string): TrackedArtifact {
  const encoded = new TextEncoder().encode(text);
  const digest = createHash("sha256").update(encoded).digest("hex");
  return { path, source: { kind: "text", text }, digest, bytes: encoded.length, mediaType };
}
