import { type OpContext, ops, opVersions, type Result } from "@goldilocks/engine";
import { type Cell, compile, type NodeOf, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { loadRenderer } from "../golden/renderer.ts";

const text = `
goldilocks: 1
name: zone-width
data: { activationDim: 8, nFeatures: 16, active: 2 }
train.steps: 10
repeats: 2
grid:
  sae.l1Coefficient: { log10: [0.01, 10], perDecade: 1 }
  sae.dictSize: [8, 16, 32]
figures:
  - { kind: line, x: sae.dictSize, y: width(zone(mmcs.truth > 0.95)) }
`;

/** MMCS by size and repeat, at L1 coefficients 0.01, 0.1, 1 and 10. */
const measured: Readonly<Record<number, readonly (readonly number[])[]>> = {
  8: [
    [0.9, 0.96, 0.9, 0.1],
    [0.9, 0.96, 0.97, 0.1],
  ],
  16: [
    [0.96, 0.97, 0.98, 0.1],
    [0.96, 0.97, 0.98, 0.1],
  ],
  32: [
    [0.1, 0.2, 0.3, 0.4],
    [0.98, 0.2, 0.97, 0.99],
  ],
};

const mmcsOf = ({ settings: { sae }, repeat, coordinates }: Cell): number => {
  const index = [0.01, 0.1, 1, 10].indexOf(Number(coordinates["sae.l1Coefficient"]?.value));
  return measured[sae.dictSize]?.[repeat]?.[index] ?? Number.NaN;
};

/** A context in which every cell has the MMCS made up above. */
function contextOf(plan: Plan, cells: Uint8Array): OpContext {
  const values = new Map(plan.cells.map((cell) => [cell.metrics["mmcs.truth"]?.node, mmcsOf(cell)]));
  const found = {
    node: (key: string) => plan.nodes.get(key),
    result: async (key: string) =>
      ({ key, outputs: {}, values: { "mmcs.truth": values.get(key), converged: true } }) as unknown as Result,
    read: async () => cells,
  };
  return found as unknown as OpContext;
}

test("a line of the width of a zone against dictionary size has one point a size, the mean over repeats", async () => {
  const plan = compile(await loadExperiment("a.yaml", { read: () => text }), opVersions);
  const figure = plan.nodes.get(plan.figures[0] ?? "") as NodeOf<"figure">;
  const table = plan.nodes.get(figure.inputs[0] ?? "") as NodeOf<"table">;
  const made = await ops.table.run(table, contextOf(plan, new Uint8Array()));
  const cells = made.outputs["cells.json"]?.bytes ?? new Uint8Array();
  const renderer = await loadRenderer();
  const drawn = await ops.figure.run(figure, { ...contextOf(plan, cells), renderer: () => renderer });
  const points = new TextDecoder().decode(drawn.outputs["figure.csv"]?.bytes).trim().split("\n");
  const [header = "", ...rows] = points;
  const zone = "width(zone(mmcs.truth > 0.95))";
  const [size, width, n] = ["sae.dictSize", zone, `${zone}.n`].map((name) => header.split(",").indexOf(name));
  const told = rows.map((row) => [size, width, n].map((column) => Number(row.split(",")[column ?? -1])));
  expect(told).toEqual([
    [8, 5.5, 2],
    [16, 100, 2],
    [32, 10, 1],
  ]);
});
