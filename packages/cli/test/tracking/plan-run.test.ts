import { createHash } from "node:crypto";
import { memoryStore, type Result, type Store } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import { expect, test } from "vitest";
import { figureNodes } from "../../src/nodes.ts";
import { planArtifacts } from "../../src/tracking/plan-artifacts.ts";
import { planRun } from "../../src/tracking/plan-run.ts";
import { cellRun } from "../../src/tracking/cell-run.ts";
import { planView } from "../../src/tracking/plan-view.ts";
import { cellAt, GRID, planOf, tableOf, trackedPlan } from "./plans.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SVG = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>½× &lt;</text></svg>`;
const TEXTS = { spec: "name: grid\n", plan: "", provenance: "{}\n", notes: "# grid\n" };

/** A store in which the plan's table and figures are. */
async function finished(plan: Plan): Promise<Store> {
  const store = memoryStore();
  const record = async (key: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const outputs: Record<string, Result["outputs"][string]> = {};
    for (const [name, text] of Object.entries(files)) {
      const content = bytes(text);
      outputs[name] = { digest: await store.write(content), bytes: content.length, mediaType: "text/plain" };
    }
    await store.record({ key, preImage: [], outputs, values: {}, provenance: { at: "2026-01-02T03:04:05.678Z" } });
  };
  const table = tableOf(plan, { "mmcs.truth": 0.5 });
  await record(plan.table, { "cells.json": JSON.stringify(table), "cells.csv": "mmcs.truth\n0.5\n" });
  for (const { key } of figureNodes(plan)) await record(key, { "figure.svg": SVG, "figure.png": "png" });
  return store;
}

const state = { status: "FINISHED", ended: 1, best: null, claims: null, experimentTags: {} } as const;

test("a plan that ends twice says its numbers at the same moment, so that MLflow keeps them once", async () => {
  const tracked = trackedPlan(await planOf(GRID));
  const [failed, done] = [10, 20].map((ended) =>
    planRun(tracked, { ...state, status: "FAILED", ended, artifacts: [] }),
  );
  expect(failed?.metrics.length).toBeGreaterThan(0);
  expect(done?.metrics).toEqual(failed?.metrics);
});

test("a finished plan shows its figures in three forms and in the image grid, its table twice, and what decided it", async () => {
  const plan = await planOf(GRID);
  const artifacts = await planArtifacts(plan, await finished(plan), TEXTS);
  const [image] = artifacts.filter(({ path }) => path.startsWith("images/")).map(({ path }) => path);
  expect(image).toMatch(
    /^images\/figures~heat\+step\+0\+timestamp\+1767323045678\+[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.png$/u,
  );
  expect(artifacts.map(({ path }) => path)).toEqual([
    "figures/heat.svg",
    "figures/heat.png",
    "figures/heat.html",
    image,
    image?.replace(/\.png$/u, "+compressed.webp"),
    "cells.json",
    "cells.csv",
    "spec.normal.yaml",
    "provenance.json",
    "notes.md",
  ]);
});

test("every text carries the digest and length of its bytes, and every object those of the store", async () => {
  const plan = await planOf(GRID);
  const store = await finished(plan);
  for (const { source, digest, bytes: length } of await planArtifacts(plan, store, TEXTS)) {
    const content = source.kind === "text" ? bytes(source.text) : await store.read(source.digest);
    expect(createHash("sha256").update(content).digest("hex")).toBe(digest);
    expect(content.length).toBe(length);
  }
});

test("the table is as MLflow shows it inline, and the page holds the figure and its hash and nothing from elsewhere", async () => {
  const plan = await planOf(GRID);
  const artifacts = await planArtifacts(plan, await finished(plan), TEXTS);
  const textOf = (path: string): string => {
    const source = artifacts.find((one) => one.path === path)?.source;
    return source?.kind === "text" ? source.text : "";
  };
  const table = JSON.parse(textOf("cells.json"));
  expect(table.columns.slice(0, 3)).toEqual(["sae/l1Coefficient", "sae/dictSize", "mmcs/truth"]);
  expect(table.columns).not.toContain("data/nFeatures");
  expect(table.data).toHaveLength(plan.cells.length);
  const page = textOf("figures/heat.html");
  expect(page).toContain("<text>½× &lt;</text></svg>");
  expect(page).toContain(plan.figures[0]);
  expect(page).not.toMatch(/<\?xml|(?:src|href)="http/u);
  expect(planRun(trackedPlan(plan), { ...state, artifacts }).tags).toMatchObject({
    "mlflow.loggedArtifacts": JSON.stringify([{ path: "cells.json", type: "table" }]),
    "mlflow.loggedImages": "True",
  });
});

test("a plan that is not done claims neither table nor pictures, and names every hash it is for", async () => {
  const plan = await planOf(GRID);
  const run = planRun(trackedPlan(plan), { ...state, status: "RUNNING", ended: null, artifacts: [] });
  expect(run.tags).not.toHaveProperty("mlflow.loggedArtifacts");
  expect(run.tags["goldilocks.goals"]?.split(" ")).toEqual(plan.goals);
  for (const key of plan.goals) expect(run.tags["mlflow.note.content"]).toContain(key);
  expect(run.metrics).toEqual([]);
  expect(run.params["data.nFeatures"]).toBe("16");
  expect(run.params).not.toHaveProperty("sae.dictSize");
});

test("the view has the heatmap's axes as a contour, parallel coordinates, L0 against MMCS and the figures, of this table alone", async () => {
  const plan = await planOf(GRID);
  expect(planView(plan)).toMatchObject({
    contour: { x: "axis.log10.sae.l1Coefficient", y: "axis.log10.sae.dictSize", z: "mmcs.truth" },
    parallel: {
      params: ["axis.log10.sae.l1Coefficient", "axis.log10.sae.dictSize"],
      metrics: ["mmcs.truth", "l0", "dead"],
    },
    scatter: { x: "l0", y: "mmcs.truth" },
    images: { keys: ["figures/heat"], step: 0 },
    filter: `tags.\`goldilocks.group\` = '${plan.table}'`,
  });
});

test("every name in the view is one that the cells have", async () => {
  const plan = await planOf(GRID);
  const { params } = cellRun(trackedPlan(plan), cellAt(plan, 0), { status: "RUNNING" });
  const { contour, parallel, columns } = planView(plan);
  for (const key of [contour?.x, contour?.y, ...(parallel?.params ?? []), ...(columns?.params ?? [])])
    expect(params).toHaveProperty([key ?? ""]);
});

test("one axis is drawn as points, and no grid as no chart over axes", async () => {
  const one = planView(await planOf(GRID.replace(/ {2}sae\.dictSize: .*\n/u, "").replace(/figures:\n.*\n/u, "")));
  expect(one).toMatchObject({ points: { x: "axis.log10.sae.l1Coefficient", y: "mmcs.truth" } });
  expect(one).not.toHaveProperty("contour");
  const none = planView(await planOf("goldilocks: 1\nname: none\nmetrics: [mmcs.truth]\n"));
  for (const chart of ["contour", "points", "parallel", "scatter", "images"]) expect(none).not.toHaveProperty(chart);
});
