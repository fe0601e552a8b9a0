import { trainingCost, trainingMemory } from "@goldilocks/plan";
import { applyAssignments } from "@goldilocks/spec";
import { describe, expect, it } from "vitest";

import { activeCodes } from "../src/training-cost.ts";
import { load } from "./load.ts";

const post = await load(`
goldilocks: 1
name: a
metrics: [l0]
sae: { dictSize: 512, l1Coefficient: 0.1 }
`);
const withSae = (change: Readonly<Record<string, number | string>>): typeof post.settings =>
  applyAssignments(
    post.settings,
    Object.entries(change).map(([key, value]) => ({ path: `sae.${key}`, value })),
  );

const at = (settings: typeof post.settings, step: number): number => activeCodes(settings, step, step + 1);

describe("activeCodes", () => {
  it("falls from half the dictionary to under ten, sooner for a larger L1 coefficient", () => {
    expect(at(post.settings, 0)).toBeGreaterThan(250);
    expect(at(post.settings, 20_000)).toBeLessThan(10);
    expect(at(withSae({ l1Coefficient: 0.01 }), 5000)).toBeGreaterThan(5 * at(post.settings, 5000));
  });

  it("stays dense without a penalty", () => {
    expect(at(withSae({ l1Coefficient: 0 }), 10_000)).toBeGreaterThan(200);
  });

  it("adds up over steps", () => {
    const { settings } = post;
    const parts = activeCodes(settings, 0, 700) + activeCodes(settings, 700, 9000);
    expect(parts).toBeCloseTo(activeCodes(settings, 0, 9000), 6);
  });
});

describe("trainingCost", () => {
  it("counts the entries of a denser history, in whatever parts it is trained", () => {
    const dense = applyAssignments(post.settings, [{ path: "train.history.perDecade", value: 50 }]);
    const [usual, more] = [post.settings, dense].map((settings) => trainingCost(settings, 0, 9000));
    expect(more?.flops).toBeGreaterThan(usual?.flops ?? 0);
    expect(more?.bytes).toBeGreaterThan(usual?.bytes ?? 0);
    const parts = trainingCost(dense, 0, 700).flops + trainingCost(dense, 700, 9000).flops;
    expect(Math.abs(parts - (more?.flops ?? 0))).toBeLessThan(3);
  });

  it("is the dense encoder and little else once the codes are sparse", () => {
    const { flops } = trainingCost(post.settings, 20_000, 20_001);
    const encoder = 2 * 256 * 256 * 512;
    expect(flops / encoder).toBeGreaterThan(1);
    expect(flops / encoder).toBeLessThan(1.2);
  });

  it("costs several times that while they are dense", () => {
    expect(trainingCost(post.settings, 0, 1).flops).toBeGreaterThan(
      2.5 * trainingCost(post.settings, 20_000, 20_001).flops,
    );
  });

  it("stays far below a gigabyte for two of the post's largest cells", () => {
    expect(2 * trainingMemory(withSae({ dictSize: 4096 }))).toBeLessThan(2 ** 28);
    expect(trainingMemory(withSae({ dictSize: 4096 }))).toBeGreaterThan(7 * 4096 * 256 * 4);
  });
});
