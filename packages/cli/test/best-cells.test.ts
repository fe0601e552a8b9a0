import { opVersions } from "@goldilocks/engine";
import { compile, type NodeOf } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { bestCells } from "../src/run/best-cells.ts";

/** The best places where a cell of a seed and size has the value seed · size. */
async function bestOf(text: string) {
  const experiment = await loadExperiment("x.yaml", { read: () => `goldilocks: 1\nname: x\n${text}` });
  const plan = compile(experiment, opVersions);
  const { known } = (plan.nodes.get(plan.table) as NodeOf<"table">).parameters;
  const values = plan.cells.map(({ settings: { sae, seeds } }) => seeds.init * sae.dictSize);
  const measured = { name: "mmcs.truth", label: "", kind: "number", scale: "linear", values } as const;
  return bestCells(experiment, { rows: plan.cells.length, columns: [...known, measured] }, 5)?.cells;
}

test("the best places are means over trainings, whether repeats or an axis set their seeds", async () => {
  const expected = [
    { at: { "sae.dictSize": "16" }, mean: 16, aboveChance: null, repeats: 3 },
    { at: { "sae.dictSize": "8" }, mean: 8, aboveChance: null, repeats: 3 },
  ];
  const sizes = "sae.dictSize: [8, 16]";
  expect(await bestOf(`grid: { ${sizes} }\nrepeats: { over: [init], n: 3 }`)).toEqual(expected);
  expect(await bestOf(`grid: { seeds.init: [0, 1, 2], ${sizes} }`)).toEqual(expected);
  const seeds = "seed: { a: { seeds.init: 1 }, same: { seeds.init: 1 }, b: {}, c: { seeds.init: 2 } }";
  expect(await bestOf(`grid: { ${sizes}, ${seeds} }`)).toEqual(expected);
});
