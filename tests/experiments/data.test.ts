import { readdirSync, readFileSync } from "node:fs";
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

const names = readdirSync(folder)
  .filter((file) => /^toy-(?:appendix1|data|longer).*\.yaml$/u.test(file))
  .map((file) => file.replace(".yaml", ""));
const profiles = [undefined, "post", "smoke"];

test("there is an experiment for each change of the data", () => {
  const changes = ["jitter", "noise", "positive", "superposition", "correlation", "decay", "active", "strengths"];
  for (const change of changes) expect(names).toContain(`toy-data-${change}`);
  expect(names).toHaveLength(changes.length + 4);
});

describe.each(names)("%s", (name) => {
  test.each(profiles)("has cells and figures under profile %s, and a smoke profile that is small", async (profile) => {
    const plan = await planOf(name, profile);
    expect(plan.cells.length).toBeGreaterThan(3);
    expect(plan.figures.length).toBeGreaterThan(0);
    const flops = [...plan.nodes.values()].reduce((sum, { cost }) => sum + cost.flops, 0);
    if (profile === "smoke") expect(flops).toBeLessThan(2e11);
  });
});

describe.each(profiles)("profile %s", (profile) => {
  test("every variant of toy-data is another training, and starts with the clean one", async () => {
    const { cells, trajectories, experiment } = await planOf("toy-data", profile);
    const variants = experiment.axes.find(({ name }) => name === "variant")?.points ?? [];
    expect(variants[0]?.set).toEqual([]);
    expect(variants.length).toBeGreaterThan(8);
    expect(trajectories.size).toBe(cells.length);
  });

  test("both axes of appendix figure 1 begin at 0 and are logarithmic; data and dictionary are as the post says", async () => {
    const { experiment, cells } = await planOf("toy-appendix1", profile);
    for (const { points, scale } of experiment.axes) expect([points[0]?.value, scale]).toEqual([0, "log"]);
    for (const { settings } of cells) {
      expect(settings.data).toMatchObject({ covariance: "none", decay: { kind: "none" }, noise: { target: "clean" } });
      expect(settings.sae.dictSize).toBe(settings.data.nFeatures);
    }
    // Where there is no noise, a noisy target is the clean one: those cells are the same trainings.
    const noisy = await planOf("toy-appendix1-noisy", profile);
    const shared = noisy.cells.filter(({ point }, index) => point === cells[index]?.point);
    expect(shared.map(({ settings }) => settings.data.noise.input)).toEqual(
      cells.flatMap(({ settings }) => (settings.data.noise.input === 0 ? [0] : [])),
    );
  });

  test("toy-longer trains each of its cells once, and counts dead elements at every step it asks for", async () => {
    const { cells, trajectories, experiment } = await planOf("toy-longer", profile);
    const steps = experiment.axes.find(({ name }) => name === "train.steps")?.points.length ?? 0;
    expect(trajectories.size * steps).toBe(cells.length);
    for (const { settings } of cells) expect(settings.train.steps).toBeGreaterThanOrEqual(settings.evaluate.deadWindow);
  });
});
