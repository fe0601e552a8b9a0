import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadExperiment, type Experiment, type LoadOptions } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("fixtures/", import.meta.url));
const read = (path: string): Promise<string> => readFile(path, "utf8");
const example = (name: string, options: Omit<LoadOptions, "read"> = {}): Promise<Experiment> =>
  loadExperiment(folder + name, { ...options, read });

const base = {
  data: {
    kind: "toy",
    activationDim: 256,
    nFeatures: 512,
    active: 5,
    covariance: "raw",
    draw: "batch",
    decay: { kind: "power", rate: 0.99 },
    strengths: "uniform",
    forceActive: false,
    jitter: 0,
    directions: "sphere",
    correlation: { strength: 0, rank: 1 },
    noise: { input: 0, target: "clean", label: 0 },
  },
  sae: {
    dictSize: 512,
    activation: "relu",
    l1Coefficient: 0.1,
    l1Normalise: "mean",
    unitNorm: "project",
    init: { encoder: "linear", decoder: "orthogonal" },
    tied: false,
    decoderBias: "none",
  },
  train: {
    steps: 20000,
    batch: 256,
    optimizer: { kind: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    schedule: { kind: "constant" },
    warmup: 0,
    l1Warmup: 0,
    resample: { kind: "none" },
    until: "steps",
    history: { perDecade: 3 },
  },
  seeds: { features: 0, data: 0, init: 0 },
  evaluate: {
    heldOutBatches: 64,
    deadWindow: 500,
    recoveredAbove: 0.9,
    compareAcross: "init",
    compareSize: 0,
    averageAbove: 0,
  },
};

describe("figure 3", () => {
  test("has the base's settings with every default filled in", async () => {
    const { settings, name, title, repeats, metrics, device } = await example("toy-fig3.yaml");
    expect(settings).toEqual(base);
    expect({ name, title, metrics, device }).toEqual({
      name: "toy-fig3",
      title: "MMCS to truth, by dictionary size and L1 coefficient",
      metrics: ["mmcs.truth"],
      device: "exact",
    });
    expect(repeats).toEqual({ over: ["features", "data", "init"], n: 1 });
  });

  test("has thirteen quarter decades of the L1 coefficient", async () => {
    const { axes } = await example("toy-fig3.yaml");
    const [l1] = axes;
    expect(l1).toMatchObject({ name: "sae.l1Coefficient", scale: "log" });
    expect(l1?.points.map(({ value }) => value)).toEqual([
      0.01, 0.0177828, 0.0316228, 0.0562341, 0.1, 0.177828, 0.316228, 0.562341, 1, 1.77828, 3.16228, 5.62341, 10,
    ]);
    expect(l1?.points[5]).toEqual({
      label: "0.177828",
      value: 0.177828,
      set: [{ path: "sae.l1Coefficient", value: 0.177828 }],
    });
  });

  test("has six dictionary sizes as ratios of the number of features", async () => {
    const { axes } = await example("toy-fig3.yaml");
    const size = axes[1];
    expect(size?.points.map(({ label }) => label)).toEqual(["¼×", "½×", "1×", "2×", "4×", "8×"]);
    expect(size?.points[1]).toEqual({
      label: "½×",
      value: 0.5,
      set: [{ path: "sae.dictSize", ratio: 0.5, of: "data.nFeatures" }],
    });
  });

  test("has its heatmap, and no interval or filter that nobody asked for", async () => {
    const { figures } = await example("toy-fig3.yaml");
    expect(figures).toEqual([
      {
        kind: "heatmap",
        name: "heatmap",
        x: "sae.l1Coefficient",
        y: "sae.dictSize",
        fill: "mmcs.truth",
        reduce: "mean",
        reference: ["deathLine"],
      },
    ]);
  });

  test("is smaller with its smoke profile", async () => {
    const { settings, axes } = await example("toy-fig3.yaml", { profile: "smoke" });
    expect(settings.data).toMatchObject({ activationDim: 16, nFeatures: 32, active: 5 });
    expect(settings.train.steps).toBe(200);
    expect(axes.map(({ points }) => points.length)).toEqual([2, 1]);
  });

  test("keeps the texts it was read from, the experiment's own last", async () => {
    const { sources } = await example("toy-fig3.yaml");
    expect(sources.map(({ file }) => file.slice(folder.length))).toEqual(["toy.base.yaml", "toy-fig3.yaml"]);
    expect(sources[1]?.text).toBe(await read(`${folder}toy-fig3.yaml`));
  });
});

describe("a researcher's own question", () => {
  test("adds its axes to the inherited grid, in order", async () => {
    const { axes } = await example("does-jitter-shrink-the-zone.yaml");
    expect(axes.map(({ name, points }) => [name, points.length])).toEqual([
      ["sae.l1Coefficient", 13],
      ["sae.dictSize", 6],
      ["variant", 2],
      ["train.steps", 3],
    ]);
    expect(axes[2]?.points).toEqual([
      { label: "clean", value: "clean", set: [] },
      { label: "jitter", value: "jitter", set: [{ path: "data.jitter", value: 0.1 }] },
    ]);
  });

  test("has a name of its own and does not inherit the title", async () => {
    const { name, title } = await example("does-jitter-shrink-the-zone.yaml");
    expect([name, title]).toEqual(["does-jitter-shrink-the-zone", "does-jitter-shrink-the-zone"]);
  });

  test("repeats over the initialisation and replaces the figures", async () => {
    const { repeats, figures } = await example("does-jitter-shrink-the-zone.yaml");
    expect(repeats).toEqual({ over: ["init"], n: 5 });
    expect(figures).toEqual([
      {
        kind: "line",
        name: "line",
        x: "sae.l1Coefficient",
        y: "mmcs.truth",
        series: "variant",
        facet: "train.steps",
        interval: 0.95,
        reduce: "mean",
        reference: [],
      },
    ]);
  });

  test("inherits the profiles", async () => {
    const { axes, name } = await example("does-jitter-shrink-the-zone.yaml", { profile: "smoke" });
    expect(name).toBe("does-jitter-shrink-the-zone");
    expect(axes.map(({ points }) => points.length)).toEqual([2, 1, 2, 3]);
  });
});

test("the shared base is no experiment by itself: it lacks language and name", async () => {
  await expect(example("toy.base.yaml")).rejects.toMatchObject({
    issues: [{ code: "SPEC_MISSING_KEY" }, { code: "SPEC_MISSING_KEY" }],
  });
});
