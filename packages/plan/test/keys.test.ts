import { canonicalJson, type Json, keyOf } from "@goldilocks/digest";
import { compile, type NodeKind, nodeKinds, parsePreImage, type Plan, withDefaults } from "@goldilocks/plan";
import {
  type Arbitrary,
  assert,
  asyncProperty,
  boolean,
  constant,
  shuffledSubarray,
  stringMatching,
  tuple,
} from "fast-check";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const training: readonly NodeKind[] = ["features", "covariance", "stream", "codes", "trajectory", "point"];

const keysOf = (plan: Plan, kinds: readonly NodeKind[] = nodeKinds): Record<string, string[]> =>
  Object.fromEntries(
    kinds.map((kind) => [
      kind,
      [...plan.nodes.values()]
        .filter((node) => node.kind === kind)
        .map(({ key }) => key)
        .toSorted(),
    ]),
  );

/** Kinds of which any node has another key in the second plan. */
const changed = (a: Plan, b: Plan): NodeKind[] => {
  const [before, after] = [keysOf(a), keysOf(b)];
  return nodeKinds.filter((kind) => canonicalJson(before[kind] ?? []) !== canonicalJson(after[kind] ?? []));
};

/** YAML is a superset of JSON, and JSON keeps the order of keys. */
const yaml = (experiment: Json): string => JSON.stringify(experiment);

const all = [
  "mmcs.truth",
  "recovered.truth",
  "loss.reconstruction",
  "loss.total",
  "l1.norm",
  "l1.penalty",
  "l0",
  "dead",
  "converged",
];
/** Of each kind that compares features with elements one metric. */
const matches = ["mmcs.dictionary", "mmcs.matched", "activity.f1", "variance.explained", "mmcs.truth.q1"];
const base = {
  goldilocks: 1,
  name: "base",
  metrics: all,
  data: { activationDim: 8, nFeatures: 16, active: 2 },
  sae: { dictSize: 16 },
  train: { steps: 600, batch: 32 },
} as const;
/** The same structure with the keys of every map in another order. */
function shuffled(value: Json | undefined): Arbitrary<unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return constant(value);
  const entries = Object.entries<Json | undefined>(value);
  const below = tuple(...entries.map(([name, part]) => shuffled(part).map((other) => [name, other] as const)));
  return below.chain((parts) => shuffledSubarray(parts, { minLength: parts.length })).map(Object.fromEntries);
}

const inOrder = (kinds: readonly NodeKind[]): NodeKind[] => nodeKinds.filter((kind) => kinds.includes(kind));

const planOf = async (text: string): Promise<Plan> => compile(await load(text), versions);
const measured: NodeKind[] = ["similarity", "heldOut", "dead", "convergence", "ending", "table"];

describe("a key", () => {
  it("is the hash of the canonical JSON of the pre-image, which gives every parameter back", async () => {
    const plan = await planOf(
      yaml({
        ...base,
        metrics: [...all, ...matches, "mmcs.larger", "mmcs.across", "mmcs.truth.averaged", "ssll"],
        figures: [{ kind: "history", y: "l0" }],
        claims: ["mean(l0) > 1"],
        grid: { "sae.dictSize": [8, 16] },
        estimates: ["dead"],
      }),
    );
    expect(new Set([...plan.nodes.values()].map(({ kind }) => kind))).toEqual(new Set(nodeKinds));
    for (const node of plan.nodes.values()) {
      expect(node.key).toBe(keyOf(node.preImage));
      const { kind, opVersion, parameters, inputs, device } = parsePreImage(node.preImage);
      expect([kind, opVersion, parameters, inputs]).toEqual([node.kind, versions[kind], node.parameters, node.inputs]);
      expect(device).toBe(kind === "trajectory" ? "exact" : null);
      expect(withDefaults(kind, parameters)).toEqual(node.parameters);
    }
  });

  it("changes with its op's version, and with it every key below", async () => {
    const experiment = await load(yaml(base));
    const [before, after] = ["1", "2"].map((stream) => compile(experiment, { ...versions, stream }));
    if (before === undefined || after === undefined) throw new Error("two plans");
    expect(changed(before, after)).toEqual(["stream", "codes", "trajectory", "point", ...measured]);
  });
});

describe("a frozen default", () => {
  it("is the schema's: an experiment that says nothing has empty pre-images", async () => {
    const plan = await planOf(yaml({ goldilocks: 1, name: "bare", metrics: [...all, ...matches] }));
    const parameters = [...plan.nodes.values()]
      .filter(({ kind }) => !["codes", "point", "table", "figure", "estimates"].includes(kind))
      .map(({ kind, preImage }) => [kind, Array.isArray(preImage) ? preImage[2] : undefined]);
    const [heldOut] = parameters.splice(
      parameters.findIndex(([kind, rest]) => kind === "stream" && canonicalJson(rest) !== "{}"),
      1,
    );
    expect(heldOut).toEqual(["stream", { purpose: "heldOut" }]);
    expect(new Set(parameters.map(([kind]) => kind))).toEqual(
      // Those that look at several cells have no parameters at all.
      new Set(
        nodeKinds.filter(
          (kind) =>
            ![
              "codes",
              "point",
              // Training ends at a recorded step.
              "ending",
              "pair",
              "larger",
              "across",
              "averaged",
              "standardised",
              "table",
              "figure",
              "estimates",
              "claims",
            ].includes(kind),
        ),
      ),
    );
    for (const [, rest] of parameters) expect(rest).toEqual({});
  });
});

describe("what decides no training", () => {
  it("the order of keys at any depth, the name, the title and comments", async () => {
    const plan = keysOf(await planOf(yaml(base)), training);
    const word = stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    await assert(
      asyncProperty(shuffled(base), word, word, word, async (written, name, title, comment) => {
        const text = `# ${comment}\n${JSON.stringify({ ...Object(written), name, title })}`;
        expect(keysOf(await planOf(text), training)).toEqual(plan);
      }),
      { numRuns: 30 },
    );
  });

  it("the order of axes, and of the values on them", async () => {
    const axes = {
      "sae.dictSize": [8, 16, 32],
      "sae.l1Coefficient": [0.1, 1],
      "train.steps": [100, 300],
    };
    const plan = keysOf(await planOf(yaml({ ...base, grid: axes })), training);
    const order = shuffledSubarray(Object.entries(axes), { minLength: 3 });
    await assert(
      asyncProperty(order, boolean(), async (entries, backwards) => {
        const grid = Object.fromEntries(entries.map(([name, v]) => [name, backwards ? v.toReversed() : v]));
        expect(keysOf(await planOf(yaml({ ...base, grid })), training)).toEqual(plan);
      }),
      { numRuns: 12 },
    );
  });

  it("a figure, and what is measured", async () => {
    const plan = await planOf(yaml({ ...base, metrics: ["l0"], figures: [] }));
    const other = await planOf(yaml({ ...base, metrics: ["l0"], figures: [{ kind: "history", y: "l0" }] }));
    // A figure has a table of its own, of what it reads.
    expect(changed(plan, other)).toEqual(["table", "figure"]);
  });

  it("a default that is written out", async () => {
    const written = {
      ...base,
      sae: { ...base.sae, l1Coefficient: 0.1, init: { encoder: "linear" } },
      seeds: { init: 0 },
    };
    expect(keysOf(await planOf(yaml(written)))).toEqual(keysOf(await planOf(yaml(base))));
  });
});

describe("what a setting decides", () => {
  const below: NodeKind[] = ["trajectory", "point", ...measured];
  const codesAndBelow: NodeKind[] = ["stream", "codes", ...below];
  it.each<[string, Json, NodeKind[]]>([
    ["train.steps", 601, ["point", ...measured]],
    ["sae.l1Coefficient", 0.2, below],
    ["sae.l1Normalise", "sum", below],
    ["sae.unitNorm", "through", below],
    ["sae.init.encoder", "transpose", below],
    ["sae.init.decoder", "sphere", below],
    ["sae.dictSize", 17, ["trajectory", "point", "chance", ...measured]],
    ["train.optimizer.learningRate", 0.002, below],
    ["train.optimizer.beta1", 0.8, below],
    ["train.optimizer.beta2", 0.99, below],
    ["train.optimizer.epsilon", 1e-7, below],
    ["train.warmup", 10, below],
    ["train.l1Warmup", 10, below],
    ["train.schedule.kind", "linear", below],
    ["train.resample.kind", "loss", below],
    ["train.until", "converged", ["point", ...measured]],
    ["train.history.perDecade", 3, ["table"]],
    ["train.history.perDecade", 10, below],
    ["seeds.init", 1, below],
    ["seeds.data", 1, codesAndBelow],
    ["seeds.features", 1, ["features", "covariance", "stream", "codes", "trajectory", "point", "chance", ...measured]],
    ["data.jitter", 0.1, below],
    ["data.draw", "sample", codesAndBelow],
    ["data.forceActive", true, codesAndBelow],
    ["data.active", 3, codesAndBelow],
    ["data.decay.rate", 0.5, codesAndBelow],
    ["data.decay.kind", "geometric", codesAndBelow],
    ["data.covariance", "unit", ["covariance", ...codesAndBelow]],
    ["data.covariance", "none", ["covariance", ...codesAndBelow]],
    ["data.strengths", "exponential", codesAndBelow],
    ["data.directions", "positive", ["features", "trajectory", "point", "chance", ...measured]],
    ["data.correlation.strength", 0.5, ["covariance", ...codesAndBelow]],
    ["data.correlation.rank", 4, ["table"]],
    ["data.noise.input", 0.1, below],
    ["data.noise.target", "noisy", ["table"]],
    ["data.noise.label", 0.1, below],
    ["train.batch", 33, codesAndBelow],
    ["data.activationDim", 9, ["features", "trajectory", "point", "chance", ...measured]],
    ["evaluate.deadWindow", 400, ["dead", "table"]],
    ["evaluate.recoveredAbove", 0.8, ["similarity", "table"]],
    ["evaluate.heldOutBatches", 32, ["codes", "heldOut", "table"]],
  ])("%s = %j", async (path, value, expected) => {
    const plan = await planOf(yaml(base));
    const other = await planOf(yaml({ ...base, grid: { [path]: [value] } }));
    expect(changed(plan, other)).toEqual(inOrder(expected));
  });
});
