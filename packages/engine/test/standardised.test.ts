import { memoryStore, ops, type Result } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bareContext, bareNode, planOf, runOn } from "./support/machine.ts";
import { resultOf } from "./support/small.ts";

type Column = readonly (number | null)[];
interface Standardised {
  readonly reconstruction: Column;
  readonly l1: Column;
  readonly ssll: Column;
}

async function standardised(reconstruction: readonly number[], l1: readonly number[]): Promise<Standardised> {
  const keys = reconstruction.map((_, index) => `cell ${index}`);
  const values = (key: string): Record<string, number> => {
    const index = keys.indexOf(key);
    return { "loss.reconstruction": reconstruction[index] ?? 0, "l1.norm": l1[index] ?? 0 };
  };
  const context = {
    ...bareContext,
    result: async (key: string) => ({ key, values: values(key) }) as unknown as Result,
  };
  const made = await ops.standardised.run({ ...bareNode("standardised", {}), inputs: keys }, context);
  const column = (name: string): Column => {
    const named = made.values[name] as Readonly<Record<string, number | null>>;
    expect(Object.keys(named)).toEqual(keys);
    return keys.map((key) => named[key] ?? null);
  };
  return {
    reconstruction: column("loss.reconstruction.standardised"),
    l1: column("l1.norm.standardised"),
    ssll: column("ssll"),
  };
}

const losses = fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 40 });
/** Losses far enough apart that rounding says nothing. */
const spread = losses.filter((all) => Math.max(...all) > 1.01 * Math.min(...all));
const numbers = (column: Column): number[] => column.filter((value) => value !== null);
const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;

describe("standardised log losses", () => {
  test("are the logarithms less their mean, by their population deviation", async () => {
    await fc.assert(
      fc.asyncProperty(spread, async (all) => {
        const logs = all.map((loss) => Math.log(loss));
        const deviation = Math.sqrt(mean(logs.map((log) => (log - mean(logs)) ** 2)));
        const { reconstruction } = await standardised(all, all);
        for (const [index, log] of logs.entries())
          expect(reconstruction[index]).toBeCloseTo((log - mean(logs)) / deviation, 8);
      }),
    );
  });

  test("have mean 0 and mean square 1, and do not know the unit of the loss", async () => {
    await fc.assert(
      fc.asyncProperty(spread, fc.double({ min: 0.01, max: 100, noNaN: true }), async (all, unit) => {
        const { l1 } = await standardised(all, all);
        expect(mean(numbers(l1))).toBeCloseTo(0, 8);
        expect(mean(numbers(l1).map((value) => value * value))).toBeCloseTo(1, 8);
        const other = await standardised(
          all,
          all.map((loss) => unit * loss),
        );
        for (const [index, value] of numbers(other.l1).entries()) expect(value).toBeCloseTo(l1[index] ?? 9, 6);
      }),
    );
  });

  test("add up to SSLL, where both are there", async () => {
    const { reconstruction, l1, ssll } = await standardised([1, 2, 4], [4, 2, 2]);
    const step = Math.sqrt(3 / 2);
    for (const [index, value] of [-step, 0, step].entries()) expect(reconstruction[index]).toBeCloseTo(value, 12);
    for (const [index, value] of [Math.SQRT2, -Math.SQRT1_2, -Math.SQRT1_2].entries())
      expect(l1[index]).toBeCloseTo(value, 12);
    expect(ssll).toEqual(reconstruction.map((value, index) => (value ?? 0) + (l1[index] ?? 0)));
  });

  test("leave out a loss of zero, which has no logarithm: the others are as if it were not there", async () => {
    const whole = await standardised([1, 2, 4, 8], [3, 0, 1, 5]);
    const without = await standardised([1, 4, 8], [3, 1, 5]);
    expect(whole.l1).toEqual([without.l1[0], null, without.l1[1], without.l1[2]]);
    expect(whole.ssll[1]).toBeNull();
    expect(numbers(whole.reconstruction)).toHaveLength(4);
    expect(numbers(whole.ssll)).toHaveLength(3);
  });

  test.each([
    ["one cell", [0.3]],
    ["equal losses, whose mean is rounded", [0.1, 0.1, 0.1]],
    ["nothing but zeros", [0, 0]],
    ["one loss that is not zero", [0, 0.2, 0]],
  ])("are absent where there is no spread: %s", async (_, all) => {
    const { reconstruction, l1, ssll } = await standardised(all, all);
    expect([...reconstruction, ...l1, ...ssll].every((value) => value === null)).toBe(true);
  });
});

test("each row of the table has its own cell's standardised losses, and those of its own seed", async () => {
  const plan = await planOf(`goldilocks: 1
name: small
data: { activationDim: 6, nFeatures: 10, active: 2 }
train: { steps: 30, batch: 7 }
evaluate: { heldOutBatches: 3 }
repeats: { over: [init], n: 2 }
grid: { sae.l1Coefficient: [1, 0.1], sae.dictSize: [9, 4] }
metrics: [ssll, l1.norm.standardised, loss.reconstruction.standardised, loss.reconstruction, l1.norm]
`);
  const store = memoryStore();
  expect((await runOn(store, plan)).failed.size).toBe(0);
  const { outputs } = await resultOf(store, plan.table);
  const bytes = await store.read(outputs["cells.json"]?.digest ?? "");
  const table = JSON.parse(new TextDecoder().decode(bytes)) as Table;
  const column = (name: string): number[] =>
    (table.columns.find((one) => one.name === name)?.values ?? []).map((value) => Number(value));
  expect(table.rows).toBe(8);
  for (const repeat of [0, 1]) {
    const rows = [...column("repeat").keys()].filter((row) => column("repeat")[row] === repeat);
    const of = (name: string): number[] => rows.map((row) => column(name)[row] ?? Number.NaN);
    const plain = await standardised(of("loss.reconstruction"), of("l1.norm"));
    for (const index of rows.keys()) {
      expect(of("loss.reconstruction.standardised")[index]).toBeCloseTo(plain.reconstruction[index] ?? 9, 10);
      expect(of("l1.norm.standardised")[index]).toBeCloseTo(plain.l1[index] ?? 9, 10);
      expect(of("ssll")[index]).toBeCloseTo(plain.ssll[index] ?? 9, 10);
    }
  }
});
