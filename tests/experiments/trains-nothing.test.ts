import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { opVersions } from "@goldilocks/engine";
import { compile, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../experiments/", import.meta.url));
const read = (path: string): string => readFileSync(path, "utf8");

const planOf = async (name: string, profile?: string): Promise<Plan> => {
  const options = profile === undefined ? {} : { profile };
  return compile(await loadExperiment(`${folder}${name}.yaml`, { read, ...options }), opVersions);
};

const figures = ["toy-fig4", "toy-fig5", "toy-fig6", "toy-fig7", "toy-fig8", "toy-fig9", "toy-fig10", "toy-metrics"];

describe.each([undefined, "post", "smoke"])("after figure 3 has run (profile %s)", (profile) => {
  test.each(figures)("%s trains nothing: its cells are points that are there", async (name) => {
    const [before, after] = [await planOf("toy-fig3", profile), await planOf(name, profile)];
    expect([...after.trajectories.keys()]).toEqual([...before.trajectories.keys()]);
    expect(after.cells.map(({ point }) => point)).toEqual(before.cells.map(({ point }) => point));
  });
});

test.each(["toy-fig4", "toy-fig9", "toy-fig10"])("%s proposes size and L1 coefficient", async (name) => {
  const plan = await planOf(name);
  expect(plan.experiment.estimates).not.toEqual([]);
  expect(plan.goals).toContain(plan.estimates);
});

test("the last 500 minibatches decide what is dead, and at 1,000 steps or more the count is there", async () => {
  for (const profile of [undefined, "post", "smoke"]) {
    for (const { settings } of (await planOf("toy-fig4", profile)).cells) {
      expect(settings.evaluate.deadWindow).toBe(500);
      expect(settings.train.steps).toBeGreaterThanOrEqual(settings.evaluate.deadWindow);
    }
  }
});
