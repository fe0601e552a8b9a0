import { canonicalJson, type Json } from "@goldilocks/digest";
import { loadExperiment } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";

import { compile } from "../src/index.ts";
import type { Plan } from "../src/plan.ts";
import { versions } from "./versions.ts";

const base = `goldilocks: 1
name: toy
title: One title
data: { activationDim: 8, nFeatures: 16 }
train: { steps: 100, batch: 16 }
`;
const grid = `repeats: { over: [init], n: 2 }
grid:
  sae.l1Coefficient: [0.1, 1]
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }
`;
const HEATMAP = "{ kind: heatmap, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth }";
const FIGURES: Readonly<Record<string, string>> = {
  heatmap: HEATMAP,
  death: "{ kind: heatmap, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth, reference: [deathLine, chance] }",
  line: "{ kind: line, x: sae.l1Coefficient, y: mmcs.truth.aboveChance, series: sae.dictSize, reference: [zone] }",
  chance: "{ kind: line, x: sae.l1Coefficient, y: mmcs.truth, where: { sae.dictSize: [0.5] }, reference: [chance] }",
  scatter: "{ kind: scatter, x: mmcs.truth, y: mmcs.truth.chance, facet: converged }",
  history: "{ kind: history, y: l0, series: sae.dictSize, where: { sae.l1Coefficient: [1] } }",
  histogram: "{ kind: histogram, x: mmcs.truth, series: sae.dictSize }",
  larger: "{ kind: line, x: sae.l1Coefficient, y: mmcs.larger }",
};

const planOf = async (text: string): Promise<Plan> =>
  compile(await loadExperiment("e.yaml", { read: () => text }), versions);
const withFigures = (metrics: string, ...figures: readonly string[]): string =>
  `${base}${grid}metrics: [${metrics}]\nfigures:\n${figures.map((figure) => `  - ${figure}\n`).join("")}`;
const firstOf = ({ figures }: Plan): string => figures[0] ?? "";

async function embedded(plan: Plan): Promise<Json> {
  const node = plan.nodes.get(firstOf(plan));
  return node?.kind === "figure" ? node.parameters.normal : null;
}

describe("a figure's key", () => {
  const metrics = "mmcs.truth, mmcs.larger, converged";
  const before = async (figure: string): Promise<string> => firstOf(await planOf(withFigures(metrics, figure)));

  test.each(Object.entries(FIGURES))("stays when something else is added, for %s", async (_, figure) => {
    const key = await before(figure);
    const text = withFigures(metrics, figure);
    const others = [
      withFigures(`${metrics}, loss.total, dead, ssll`, figure),
      withFigures("converged, mmcs.larger, mmcs.truth", figure),
      withFigures(
        metrics,
        figure,
        "{ kind: line, name: other, x: sae.dictSize, y: mmcs.truth, where: { sae.tied: [false] } }",
      ),
      `${text}description: what it is for\n`,
      `${text}claims: ["any(dead > 3)"]\n`,
      `${text}estimates: [dead]\n`,
      text.replace("name: toy", "name: other"),
      text.replace("{ kind: ", "{ name: own, kind: "),
      text.replace("{ kind: ", "{ title: One title, kind: ").replace("title: One title\n", "title: Another\n"),
    ];
    for (const other of others) expect([other, firstOf(await planOf(other))]).toEqual([other, key]);
  });

  test("does not depend on the order of figures", async () => {
    const [a, b] = [HEATMAP, HEATMAP.replace("mmcs.truth", "mmcs.larger")];
    const [one, other] = [await planOf(withFigures(metrics, a, b)), await planOf(withFigures(metrics, b, a))];
    expect(one.figures).toEqual(other.figures.toReversed());
    expect(one.figureNames).toEqual(other.figureNames);
  });

  test.each(Object.entries(FIGURES))("changes with what is shown, for %s", async (_, figure) => {
    const key = await before(figure);
    const text = withFigures(metrics, figure);
    const others = [
      text.replace("title: One title", "title: Another"),
      text.replace("kind: ", "caption: a caption, kind: "),
      text.replace("n: 2", "n: 3"),
      text.replace("steps: 100", "steps: 200"),
      text.replace("[0.1, 1]", "[0.2, 1]"),
      text.replace("train: {", "seeds: { data: 4 }\ntrain: {"),
    ];
    const keys = await Promise.all(others.map(async (other) => firstOf(await planOf(other))));
    expect(new Set([key, ...keys]).size).toBe(others.length + 1);
  });

  test.each(Object.entries(FIGURES))(
    "comes again from the experiment that the figure carries, for %s",
    async (_, figure) => {
      const text = `${withFigures(`${metrics}, ssll`, figure, HEATMAP)}description: d\nclaims: ["any(dead > 3)"]\n`;
      const plan = await planOf(text);
      const carried = canonicalJson(await embedded(plan));
      const again = await planOf(carried);
      expect(again.figures).toEqual([firstOf(plan)]);
      expect(canonicalJson(await embedded(again))).toBe(carried);
    },
  );

  test("covers the readings that a figure draws", async () => {
    const readings = "readings: { decay: { power: {}, none: { data.decay.kind: none } } }\n";
    const figure = "{ kind: line, x: sae.l1Coefficient, y: mmcs.truth, series: decay }";
    const plan = await planOf(`${withFigures(metrics, figure)}${readings}claims: ["any(dead > 3)"]\n`);
    const again = await planOf(canonicalJson(await embedded(plan)));
    expect(again.figures).toEqual(plan.figures);
  });
});

const tableOf = (plan: Plan) => {
  const node = plan.nodes.get(plan.nodes.get(firstOf(plan))?.inputs[0] ?? "");
  return node?.kind === "table" ? node.parameters : undefined;
};

describe("a figure's own table", () => {
  test("has the columns that the figure reads, and no other", async () => {
    const table = tableOf(await planOf(withFigures("mmcs.truth, loss.total", HEATMAP)));
    expect(table?.known.map(({ name }) => name)).toEqual([
      "sae.l1Coefficient",
      "sae.dictSize",
      "repeat",
      "seeds.features",
      "seeds.data",
      "seeds.init",
    ]);
    expect(table?.measured.map(({ name }) => name)).toEqual(["mmcs.truth", "mmcs.truth.chance", "converged"]);
  });

  test("has the rows that `where` keeps by ratio, value or label", async () => {
    for (const wanted of ["0.5", "8", "½×"]) {
      const figure = `{ kind: line, x: sae.l1Coefficient, y: mmcs.truth, where: { sae.dictSize: ["${wanted}"] } }`;
      const text = withFigures("mmcs.truth", wanted === "½×" ? figure : figure.replaceAll(`"${wanted}"`, wanted));
      const plan = await planOf(text);
      const node = plan.nodes.get(firstOf(plan));
      expect(tableOf(plan)?.rows).toBe(4);
      expect(node?.kind === "figure" ? node.parameters.facts.rows : 0).toBe(4);
    }
  });

  test("is shared by figures that read the same", async () => {
    const plan = await planOf(
      withFigures("mmcs.truth", HEATMAP, HEATMAP.replace("heatmap", "heatmap, name: b, domain: [0, 1]")),
    );
    const [a, b] = plan.figures.map((key) => plan.nodes.get(key)?.inputs[0]);
    expect(a).toBe(b);
    expect(plan.figures[0]).not.toBe(plan.figures[1]);
  });
});
