import { checkExperiment, compile, type NodeOf } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const text = (y: string, more = ""): string => `goldilocks: 1
name: a
metrics: [mmcs.truth]
grid: { sae.l1Coefficient: [0.1, 1], sae.dictSize: [64, 128], data.jitter: [0, 1], variant: { a: {}, b: { train.batch: 8 } } }
figures: [{ kind: line, x: sae.dictSize, y: "${y}" }]
${more}`;

const tableOf = async (y: string): Promise<NodeOf<"table">["parameters"]> => {
  const plan = compile(await load(text(y)), versions);
  const figure = plan.nodes.get(plan.figures[0] ?? "") as NodeOf<"figure">;
  return (plan.nodes.get(figure.inputs[0] ?? "") as NodeOf<"table">).parameters;
};

describe("what a figure draws of a zone", () => {
  it.each([
    ["width(zone(mmcs.truth > 0.95))", "log", "sae.l1Coefficient"],
    ["low(zone(l0 > 1) along data.jitter)", "linear", "data.jitter"],
    ["high(zone(mmcs.truth.aboveChance > 0.5 and variant = a))", "log", "sae.l1Coefficient"],
  ])("%s is a column of the figure's table", async (name, scale, along) => {
    const { derived } = await tableOf(name);
    expect(derived.filter(({ rule }) => rule === "zone")).toEqual([
      expect.objectContaining({ name, scale, along, rule: "zone", kind: "number" }),
    ]);
  });

  it("brings the metrics of its condition", async () => {
    const { measured } = await tableOf("width(zone(l0 < 5))");
    expect(measured.map(({ name }) => name)).toContain("l0");
  });

  it("changes no key of a training, and not that of the whole table", async () => {
    const [plain, zone] = await Promise.all(
      ["mmcs.truth", "width(zone(mmcs.truth > 0.95))"].map(async (y) => compile(await load(text(y)), versions)),
    );
    const own = (plan: typeof plain): string[] =>
      [...(plan?.nodes.values() ?? [])].flatMap(({ kind, key }) =>
        kind === "table" || kind === "figure" ? [] : [key],
      );
    expect(own(zone)).toEqual(own(plain));
    expect(zone?.table).toBe(plain?.table);
  });

  it.each([
    ["a column that does not exist", "width(zone(mmcs.thruth > 1))", "PLAN_CLAIM_COLUMN"],
    ["a number where a condition belongs", "width(zone(mmcs.truth))", "PLAN_CLAIM_TYPE"],
    ["a name that no cell has", "width(zone(mmcs.truth > 1 and variant = c))", "PLAN_CLAIM_VALUE"],
  ])("%s is an issue at the figure's key", async (_, y, code) => {
    const issues = checkExperiment(await load(text(y)));
    expect(issues.map((issue) => [issue.code, issue.span?.start.line, issue.span?.start.column])).toEqual([
      [code, 5, 45],
    ]);
  });
});

it("a claim can be of the width of a zone", async () => {
  const claims =
    "claims:\n  - width(zone(mmcs.truth > 0.95)) >= 10 where sae.dictSize = 64, data.jitter = 0, variant = a";
  expect(checkExperiment(await load(text("mmcs.truth", claims)))).toEqual([]);
  const several = checkExperiment(await load(text("mmcs.truth", "claims: [width(zone(mmcs.truth > 0.95)) >= 10]")));
  expect(several.map(({ code }) => code)).toEqual(["PLAN_CLAIM_CELLS"]);
});
