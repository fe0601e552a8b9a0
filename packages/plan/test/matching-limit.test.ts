import { compile, matchable, type NodeKind } from "@goldilocks/plan";
import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

describe("features and elements are matched one to one", () => {
  it("up to sizes that take seconds, and 256 MiB", () => {
    expect(matchable(512, 100_000)).toBe(true);
    expect(matchable(512, 131_072)).toBe(true);
    expect(matchable(512, 131_073)).toBe(false);
    expect(matchable(4096, 4096)).toBe(true);
    expect(matchable(4097, 4097)).toBe(false);
    expect(matchable(1, 67_108_864)).toBe(true);
  });

  it("whichever there are more of, and never where fewer are not", () => {
    const size = integer({ min: 1, max: 1_000_000 });
    assert(
      property(size, size, (a, b) => {
        expect(matchable(a, b)).toBe(matchable(b, a));
        if (matchable(a, b)) expect(matchable(Math.ceil(a / 2), b)).toBe(true);
      }),
    );
  });
});

/** What a node of a kind is expected to take, at the post's data and a dictionary of this size. */
async function costOf(
  kind: NodeKind,
  dictSize: number,
): Promise<{ readonly flops: number; readonly memory: number } | undefined> {
  const text = `goldilocks: 1\nname: x\nmetrics: [mmcs.matched, mmcs.dictionary]\nsae.dictSize: ${dictSize}\n`;
  const { nodes } = compile(await load(text), versions);
  return [...nodes.values()].find((node) => node.kind === kind)?.cost;
}

describe("the estimate", () => {
  it("of the comparison by elements grows with the dictionary, in memory too", async () => {
    const [small, large] = [await costOf("elements", 10_000), await costOf("elements", 100_000)];
    expect(large?.flops).toBeCloseTo(10 * (small?.flops ?? 0));
    expect(large?.memory).toBeLessThan(10 * (small?.memory ?? 0));
  });

  it("of a matching holds every cosine, and is next to nothing where there is none", async () => {
    expect((await costOf("matching", 100_000))?.memory).toBeGreaterThan(4 * 512 * 100_000);
    expect((await costOf("matching", 200_000))?.flops).toBeLessThan(1000);
    expect((await costOf("matchingChance", 200_000))?.flops).toBeLessThan(1000);
  });
});
