import { checkExperiment, compile, type NodeOf } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const grid = `goldilocks: 1
name: a
grid:
  variant: { clean: {}, jitter: { data.jitter: 0.1 } }
  sae.l1Coefficient: { log10: [0.01, 1], perDecade: 2 }
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1, 2] }
`;

/** Issues of one claim as `column CODE`. */
async function issuesOf(claim: string, more = ""): Promise<string[]> {
  const experiment = await load(`${grid}${more}claims:\n  - ${claim}\n`);
  return checkExperiment(experiment).map(({ code, span }) => `${span?.start.column ?? 0} ${code}`);
}

describe("a claim that can be decided has no issue", () => {
  it.each([
    "zone(mmcs.truth > 0.95) covers [0.0316, 0.316] where sae.dictSize = 1×, variant = clean",
    "zone(mmcs.truth > 0.95 where sae.dictSize = 1×, variant = clean) covers [0.1, 1]",
    "zone(mmcs.truth > 0.9) along sae.dictSize covers [1×, 2×] where sae.l1Coefficient = 0.1, variant = clean",
    "low(zone(dead = 0)) < high(zone(dead > 3)) where sae.dictSize = ½×, variant = 'clean'",
    "zone(dead = 0) within [0.01, 0.1] where sae.dictSize = 2×, variant = clean",
    "mean(mmcs.truth) at variant = jitter < mean(mmcs.truth) at variant = clean",
    "argmax(mmcs.truth at dead = 0) of sae.dictSize = 1×",
    "argmax(ssll) of variant = clean",
    "max(sae.l1Coefficient at dead = 0) in [0.1, 0.2]",
    "argmax(mmcs.truth) of sae.dictSize in {1×, 2×}",
    "argmin(l0) of sae.l1Coefficient in zone(dead > 0) where sae.dictSize = 1×, variant = clean",
    "all(mmcs.truth >= mmcs.truth.chance and not dead > 3 where converged = true, (l0 > 1 or dead = 0))",
    "mmcs.truth at sae.dictSize = 1×, sae.l1Coefficient = 0.316, variant = clean > 0.9 - 0.1 * 2",
    "max(sae.dictSize) > data.nFeatures",
    "data.decay.kind = power",
    "mean(l0) at sae.dictSize = 8×, sae.l1Coefficient = 0.2 > 1",
    "count(converged) = 0 or share(dead > 0) < 0.5",
    "mean(l0 / (sae.dictSize - 8)) > 1",
    "mean(l0) / (mean(dead) - mean(dead)) > 1",
    "1 in [1, 1]",
    "mean(l0) in [-1, 0]",
  ])("%s", async (claim) => {
    expect(await issuesOf(claim)).toEqual([]);
  });
});

describe("a fault is shown at its place", () => {
  it.each<[string, string[]]>([
    ["mean(mmcs.trut) > 0.9", ["10 PLAN_CLAIM_COLUMN"]],
    ["argmax(mmcs.truth) of sae.l1 = 0.1", ["27 PLAN_CLAIM_COLUMN"]],
    ["mean(repeat) > 1", ["10 PLAN_CLAIM_COLUMN"]],
    ["mean(l0 at varian = clean) > 1", ["16 PLAN_CLAIM_COLUMN"]],
    ["mean(l0)", ["5 PLAN_CLAIM_TYPE"]],
    ["mean(l0) and mean(dead) > 1", ["5 PLAN_CLAIM_TYPE"]],
    ["mean(l0 > 1) > 1", ["10 PLAN_CLAIM_TYPE"]],
    ["count(l0) > 1", ["11 PLAN_CLAIM_TYPE"]],
    ["mean(mean(l0)) > 1", ["10 PLAN_CLAIM_TYPE"]],
    ["mean(l0 - dead at variant = clean) > 1", ["15 PLAN_CLAIM_TYPE"]],
    ["argmax(l0) of dead > 1", ["19 PLAN_CLAIM_TYPE"]],
    ["argmax(l0) of variant > 1", ["29 PLAN_CLAIM_TYPE"]],
    ["mean(l0) covers [0.1, 1]", ["21 PLAN_CLAIM_TYPE"]],
    ["zone(l0 > 1) covers clean where sae.dictSize = 1×, variant = clean", ["25 PLAN_CLAIM_COLUMN"]],
    ["zone(l0 > 1) covers {0.1, 1} where sae.dictSize = 1×, variant = clean", ["25 PLAN_CLAIM_TYPE"]],
    ["zone(l0 > 1) along variant covers [0.1, 1]", ["24 PLAN_CLAIM_TYPE"]],
    ["mean(l0) in [0.1, 1×]", ["17 PLAN_CLAIM_TYPE"]],
    ["mean(l0) > 1×", ["16 PLAN_CLAIM_TYPE"]],
    ["argmax(l0) of sae.l1Coefficient = 1×", ["39 PLAN_CLAIM_TYPE"]],
    ["mean(l0) = 'x'", ["16 PLAN_CLAIM_TYPE"]],
    ["mean(l0 at variant = clea) > 1", ["26 PLAN_CLAIM_VALUE"]],
    ["argmax(l0) of variant in {clean, jiter}", ["38 PLAN_CLAIM_VALUE"]],
    ["1 in [1, 0]", ["10 PLAN_CLAIM_VALUE"]],
    ["max(mmcs.truth) in [0.5, -0.5]", ["24 PLAN_CLAIM_VALUE"]],
    ["argmax(l0) of sae.dictSize in [2×, ½×]", ["35 PLAN_CLAIM_VALUE"]],
    ["zone(dead = 0) within [1, 0.1] where sae.dictSize = 1×, variant = clean", ["27 PLAN_CLAIM_VALUE"]],
    ["mean(l0 at sae.l1Coefficient in [1, 0.1]) > 1", ["37 PLAN_CLAIM_VALUE"]],
    ["0/0 > 1", ["5 PLAN_CLAIM_VALUE"]],
    ["not (1 + 0/0) * 2 > 1", ["14 PLAN_CLAIM_VALUE"]],
    ["mean(l0) / (1 - 1) > 1", ["5 PLAN_CLAIM_VALUE"]],
    ["mean(l0 / 0) > 1", ["10 PLAN_CLAIM_VALUE"]],
    ["mean(l0 / (sae.dictSize - sae.dictSize)) > 1", ["10 PLAN_CLAIM_VALUE"]],
    ["1e308 * 10 > mean(l0)", ["5 PLAN_CLAIM_VALUE"]],
    ["count(sae.dictSize * 1e308 * 10 > 1) > 1", ["11 PLAN_CLAIM_VALUE"]],
    ["mean(l0 at (0/0 > 1)) > 1", ["17 PLAN_CLAIM_VALUE"]],
    ["mmcs.truth > 0.9", ["5 PLAN_CLAIM_CELLS"]],
    ["mmcs.truth at sae.dictSize = 1× > 0.9", ["5 PLAN_CLAIM_CELLS"]],
    ["zone(l0 > 1) covers [0.1, 1]", ["5 PLAN_CLAIM_CELLS"]],
    ["mean(l) > 1 and mean(m) > 1", ["10 PLAN_CLAIM_COLUMN", "26 PLAN_CLAIM_COLUMN"]],
  ])("%s", async (claim, issues) => {
    expect(await issuesOf(claim)).toEqual(issues);
  });
});

describe("readings", () => {
  const readings = "readings: { decay: { power: {}, none: { data.decay.kind: none } } }\n";

  it("are no columns of a claim, which is decided in each of them; their settings are", async () => {
    expect(await issuesOf("mean(l0 at decay = power) > 1", readings)).toEqual(["16 PLAN_CLAIM_COLUMN"]);
    expect(await issuesOf("mean(l0 at data.decay.kind = power) > 1", readings)).toEqual([]);
  });
});

const text = (claims: string): string =>
  `${grid}figures: [{ kind: line, x: sae.l1Coefficient, y: mmcs.truth }]\n${claims}`;

/** The metrics that a plan measures. */
const measured = async (claims: string): Promise<readonly string[]> => {
  const plan = compile(await load(text(claims)), versions);
  return (plan.nodes.get(plan.table) as NodeOf<"table">).parameters.measured.map(({ name }) => name);
};

const keyOf = async (claim: string): Promise<string | null> =>
  compile(await load(text(`claims:\n  - ${claim}`)), versions).claims;

describe("the plan of an experiment with claims", () => {
  it("has one node more, and all other keys are the same where the metrics are", async () => {
    const without = compile(await load(text("")), versions);
    const claimed = compile(await load(text("claims: [mean(mmcs.truth) > 0.5]")), versions);
    expect(without.claims).toBeNull();
    expect([...claimed.nodes.keys()]).toEqual([...without.nodes.keys(), claimed.claims]);
    const node = claimed.nodes.get(claimed.claims ?? "") as NodeOf<"claims">;
    expect(node.inputs).toEqual([claimed.table]);
  });

  it("measures what is claimed of, whether asked for or not", async () => {
    expect(await measured("")).not.toContain("dead");
    expect(await measured("claims: [mean(dead) > 0]")).toContain("dead");
    expect(await measured("claims: [mean(mmcs.larger.aboveChance) > 0]")).toContain("mmcs.larger");
  });

  it("has another key for another claim, and the same for the same claim in other words", async () => {
    const key = await keyOf("mean(l0) > 1");
    expect(await keyOf("( mean(l0)>1 )")).toBe(key);
    expect(await keyOf("mean(l0) > 1.0")).not.toBe(key);
  });
});
