import { type HistoryEntry, memoryStore, type Store } from "@goldilocks/engine";
import { isHistoryStep, type Plan, recordedSteps } from "@goldilocks/plan";
import { beforeAll, describe, expect, test } from "vitest";
import { planOf, runOn } from "./support/machine.ts";
import { resultOf, small, stateAt } from "./support/small.ts";

const STEPS = [30, 63, 600];
const dense = (text: string): string => text.replace("train: {", "train: { history: { perDecade: 10 },");

interface Trained {
  readonly plan: Plan;
  readonly store: Store;
}

async function trained(text: string): Promise<Trained> {
  const plan = await planOf(text);
  const store = memoryStore();
  const { failed } = await runOn(store, plan);
  expect([...failed.values()]).toEqual([]);
  return { plan, store };
}

async function historyAt({ plan, store }: Trained, step: number): Promise<readonly HistoryEntry[]> {
  const cell = plan.cells.find(({ settings }) => settings.train.steps === step);
  const { values } = await resultOf(store, cell?.history ?? "");
  return (values as unknown as { readonly history: readonly HistoryEntry[] }).history;
}

const metricOf = async ({ plan, store }: Trained, step: number, metric: "converged" | "dead"): Promise<unknown> => {
  const source = plan.cells.find(({ settings }) => settings.train.steps === step)?.metrics[metric];
  return (await resultOf(store, source?.node ?? "")).values;
};

/** The step at which a training ends that has at most so many. */
async function reached(text: string, most: number): Promise<number> {
  const { plan, store } = await trained(text);
  return (await stateAt(store, plan, most)).step;
}

let usual: Trained;
let denser: Trained;

beforeAll(async () => {
  usual = await trained(small(STEPS));
  denser = await trained(dense(small(STEPS)));
});

describe("a denser history", () => {
  test("has the entries asked for, and one for the last step", async () => {
    for (const step of STEPS) {
      const steps = (await historyAt(denser, step)).map((entry) => entry.step);
      expect(steps).toEqual([...new Set([...recordedSteps(step, 10), step])]);
    }
  });

  test("adds entries, and changes none of those at 1, 2, 5 × 10^k", async () => {
    const entries = await historyAt(denser, 600);
    expect(entries.filter(({ step }) => isHistoryStep(step) || step === 600)).toEqual(await historyAt(usual, 600));
  });

  test("leaves weights, moments and the reference of movement as they are, to the bit", async () => {
    for (const step of STEPS) {
      const { history: _, ...before } = await stateAt(usual.store, usual.plan, step);
      const { history: __, ...after } = await stateAt(denser.store, denser.plan, step);
      expect(after).toEqual(before);
    }
  });

  test("changes no verdict on convergence, nor the movement beside it", async () => {
    for (const step of STEPS) {
      expect(await metricOf(denser, step, "converged")).toEqual(await metricOf(usual, step, "converged"));
      expect(await metricOf(denser, step, "dead")).toEqual(await metricOf(usual, step, "dead"));
    }
  });

  test("lets a training until convergence end at the same step", async () => {
    const until = small([3000])
      .replace("sae: {", "sae: { l1Coefficient: 1,")
      .replace("batch: 7", "batch: 32, until: converged");
    const end = await reached(until, 3000);
    expect(await reached(dense(until), 3000)).toBe(end);
    expect(end).toBe(2000);
  });

  test("is the same where training stopped and went on", async () => {
    const parts = { plan: await planOf(dense(small([63]))), store: memoryStore() };
    await runOn(parts.store, parts.plan);
    const whole = await planOf(dense(small([600])));
    await runOn(parts.store, whole);
    expect(await historyAt({ plan: whole, store: parts.store }, 600)).toEqual(await historyAt(denser, 600));
  });
});
