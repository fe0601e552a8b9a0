import type { RequiredNode } from "@goldilocks/plan";
import { expect, test } from "vitest";
import { fitWorkers, type MemoryBounds } from "../src/machine/fit-workers.ts";

// A node is looked at for nothing but its memory.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const nodes = (...sizes: number[]): RequiredNode[] => sizes.map((memory) => ({ cost: { memory } }) as RequiredNode);
const bounds = (more: Partial<MemoryBounds> = {}): MemoryBounds => ({
  together: 11.5e9,
  whole: 23e9,
  addresses: Number.POSITIVE_INFINITY,
  ...more,
});

/** The input of the issue: 16 workers whose cells take 31.6 GB, on a machine of 23 GB. */
const large = nodes(...Array.from({ length: 16 }, () => 31.6e9 / 16));

test("as many workers as fit into half of the memory are started, and why is said in one line", () => {
  const { workers, why } = fitWorkers(large, 16, bounds());
  expect(workers).toBe(5);
  expect(why).toMatch(/^5 workers instead of 16: .*31\.6 GB.*11\.5 GB$/u);
});

test("where all fit, those asked for are left, without a word", () => {
  expect(fitWorkers(large, 5, bounds())).toEqual({ workers: 5, why: null });
  expect(fitWorkers(nodes(1e6), 16, bounds())).toEqual({ workers: 16, why: null });
  expect(fitWorkers([], 16, bounds({ addresses: 0 }))).toEqual({ workers: 16, why: null });
});

test("a cell beyond half of the memory runs alone; one beyond all of it is an error", () => {
  expect(fitWorkers(nodes(12e9, 1e6), 2, bounds()).workers).toBe(1);
  expect(() => fitWorkers(nodes(24e9), 2, bounds())).toThrow(
    expect.objectContaining({ code: "CLI_TOO_LITTLE_MEMORY" }),
  );
});

test("ulimit -v leaves fewer workers, or is an error where it leaves none", () => {
  expect(fitWorkers(nodes(1, 1, 1, 1), 4, bounds({ addresses: 56e9 })).workers).toBe(2);
  expect(fitWorkers(nodes(1, 1), 2, bounds({ addresses: 33e9 })).workers).toBe(1);
  expect(() => fitWorkers(nodes(1), 1, bounds({ addresses: 5e9 }))).toThrow(
    expect.objectContaining({ code: "CLI_TOO_LITTLE_MEMORY" }),
  );
});
