import { type HistoryEntry, memoryStore, type Store } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import { beforeAll, describe, expect, test } from "vitest";
import { planOf, runOn } from "./support/machine.ts";
import { resultOf, small, stateDigest } from "./support/small.ts";

type History = readonly HistoryEntry[];

let plan: Plan;
let store: Store;

beforeAll(async () => {
  plan = await planOf(small([256, 499, 500, 600]));
  store = memoryStore();
  await runOn(store, plan);
});

const cellAt = (made: Plan, step: number) => made.cells.find(({ settings }) => settings.train.steps === step);

async function historyAt(step: number, key: "history" | "point" = "history"): Promise<History> {
  const { values } = await resultOf(store, cellAt(plan, step)?.[key] ?? "");
  return (values as unknown as { readonly history: History }).history;
}

const losses = ({ reconstruction, l0, l1Norm, l1Penalty }: HistoryEntry): readonly number[] => [
  reconstruction,
  l0,
  l1Norm,
  l1Penalty,
];

describe("the history of a training", () => {
  test("ends at its last step, wherever that is, after the entries that were recorded", async () => {
    for (const step of [256, 499, 600]) {
      const history = await historyAt(step);
      expect(history.map((entry) => entry.step)).toEqual(
        [1, 2, 5, 10, 20, 50, 100, 200, 500, step].filter((s) => s <= step),
      );
      expect(history.slice(0, -1)).toEqual(await historyAt(step, "point"));
    }
  });

  test("is that of the point where its last step is a recorded one", () => {
    const cell = cellAt(plan, 500);
    expect(cell?.history).toBe(cell?.point);
  });

  test("has last the losses of the next minibatch, as the next step would record them", async () => {
    const [last, next] = [(await historyAt(499)).at(-1), (await historyAt(500)).at(-1)];
    expect(losses(last as HistoryEntry)).toEqual(losses(next as HistoryEntry));
  });

  test("has last what is measured of the dictionary at that step", async () => {
    for (const step of [256, 499, 600]) {
      const last = (await historyAt(step)).at(-1);
      const source = cellAt(plan, step)?.metrics["mmcs.truth"];
      const values = (await resultOf(store, source?.node ?? "")).values as Record<string, number>;
      expect(last?.mmcsTruth).toBe(values["mmcs.truth"]);
      expect(last?.movement).toBeGreaterThan(0);
    }
  });

  test("leaves the states that longer trainings go on from as they were", async () => {
    const straight = memoryStore();
    const whole = await planOf(small([600]));
    await runOn(straight, whole);
    const point = cellAt(plan, 600)?.point ?? "";
    expect(cellAt(whole, 600)?.point).toBe(point);
    expect(await stateDigest(straight, point)).toBe(await stateDigest(store, point));
  });

  test.each([
    ["a rate that falls", "batch: 7", "batch: 7, schedule: { kind: linear }"],
    ["warm-ups", "batch: 7", "batch: 7, warmup: 40, l1Warmup: 40"],
    ["another form", "dictSize: 9", "dictSize: 9, activation: batchtopk, k: 2"],
    ["noise", "active: 2", "active: 2, jitter: 0.1, noise: { input: 0.1 }"],
  ])("ends at its last step with %s", async (_, written, other) => {
    const changed = await planOf(small([30]).replace(written, other));
    const made = memoryStore();
    await runOn(made, changed);
    const { values } = await resultOf(made, cellAt(changed, 30)?.history ?? "");
    const last = (values as unknown as { readonly history: History }).history.at(-1);
    expect(last?.step).toBe(30);
    expect(last?.reconstruction).toBeGreaterThan(0);
  });
});
