import { canonicalJson, sha256 } from "@goldilocks/digest";
import { type Kernels, knownAnswer } from "@goldilocks/kernels";
import { compile, nodeKinds, type NodeKind, type Plan, type Versions } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import type { FigureRenderer } from "./figure-renderer.ts";
import { inProcess } from "./in-process.ts";
import { memoryStore } from "./memory-store.ts";
import { ops, type RunnableKind } from "./registry.ts";
import { runPlan } from "./run-plan.ts";
import { shardedBits } from "./sharded-bits.ts";
import type { Store } from "./store.ts";

/** Small experiments that reach every option of every op, at odd sizes and at both densities. */
const EXPERIMENTS = [
  `goldilocks: 1
name: fingerprint-training
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
train: { steps: 21, batch: 9, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 3, deadWindow: 5 }
grid:
  sae.dictSize: [11, 40]
  sae.l1Coefficient: [0, 1.5]
  sae.unitNorm: [project, through]
  sae.l1Normalise: [mean, sum]
metrics: [mmcs.truth, recovered.truth, loss.reconstruction, loss.total, l1.norm, l1.penalty, l0, dead, converged]
figures:
  - { name: a, kind: heatmap, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth, facet: sae.unitNorm, reference: [deathLine, chance] }
  - { name: b, kind: line, x: sae.dictSize, y: loss.reconstruction, series: sae.l1Normalise }
  - { name: c, kind: history, y: mmcs.truth, series: sae.dictSize }
  - { name: d, kind: scatter, x: l0, y: mmcs.truth, fill: dead }
  - { name: e, kind: histogram, x: mmcs.truth, series: sae.dictSize }
`,
  `goldilocks: 1
name: fingerprint-data
data: { activationDim: 17, nFeatures: 37, active: 3 }
sae: { dictSize: 24 }
train: { steps: 12, batch: 7 }
evaluate: { heldOutBatches: 2 }
repeats: { over: [features, data, init], n: 2 }
grid:
  variant:
    unit: { data.covariance: unit, data.draw: sample }
    none: { data.covariance: none, data.decay.kind: none, data.forceActive: true, data.active: 0.4 }
    geometric: { data.decay: { kind: geometric, rate: 0.9 }, data.jitter: 0.2 }
    spread: { sae.init.encoder: transpose, sae.init.decoder: sphere }
metrics: [mmcs.truth, loss.total]
figures:
  - { name: f, kind: line, x: variant, y: mmcs.truth, interval: 0.9 }
`,
];

/** Experiments of ops that came later, each for some kinds alone: what they make of others would change fingerprints that are in keys. */
const LATER: readonly { readonly kinds: readonly NodeKind[]; readonly text: string }[] = [
  {
    kinds: ["pair", "larger"],
    text: `goldilocks: 1
name: fingerprint-pairs
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
train: { steps: 21, batch: 9, optimizer: { learningRate: 0.01 } }
grid:
  sae.dictSize: [11, 24, 600]
  sae.unitNorm: [project, through]
metrics: [mmcs.larger, mmcs.larger.next]
`,
  },
  {
    kinds: ["standardised"],
    text: `goldilocks: 1
name: fingerprint-standardised
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
train: { steps: 21, batch: 9, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 3 }
repeats: { over: [init], n: 2 }
grid:
  sae.dictSize: [11, 40]
  sae.l1Coefficient: [0, 1.5, 20]
metrics: [ssll]
`,
  },
  {
    kinds: ["elements", "elementsChance", "matching", "matchingChance", "activity", "variance", "byFrequency"],
    text: `goldilocks: 1
name: fingerprint-matches
data: { activationDim: 13, nFeatures: 29, active: 2.5, jitter: 0.1 }
train: { steps: 21, batch: 9, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 3, recoveredAbove: 0.5 }
grid:
  sae.dictSize: [11, 40, 600]
  sae.l1Coefficient: [0, 1.5]
  sae.unitNorm: [project, through]
  evaluate.deadWindow: [5, 100]
metrics: [mmcs.dictionary, mmcs.matched, activity.f1, variance.explained, mmcs.truth.q1]
`,
  },
  {
    kinds: ["ending"],
    text: `goldilocks: 1
name: fingerprint-ending
data: { activationDim: 13, nFeatures: 29, active: 2.5, jitter: 0.1 }
train: { batch: 9, optimizer: { learningRate: 0.01 } }
grid:
  sae.dictSize: [11, 40]
  sae.unitNorm: [project, through]
  train.steps: [21, 256]
metrics: [dead]
`,
  },
  {
    kinds: ["across", "averaged"],
    text: `goldilocks: 1
name: fingerprint-across
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
train: { steps: 21, batch: 9, optimizer: { learningRate: 0.01 } }
evaluate: { averageAbove: 0.3 }
repeats: { over: [init], n: 3 }
grid:
  sae.dictSize: [11, 600]
  evaluate.compareSize: [0, 11, 600]
  sae.unitNorm: [project, through]
metrics: [mmcs.across, mmcs.truth.averaged]
`,
  },
  {
    kinds: ["estimates"],
    text: `goldilocks: 1
name: fingerprint-estimates
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
train: { batch: 9, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 3, deadWindow: 5 }
repeats: { over: [init], n: 2 }
grid:
  sae.dictSize: [11, 40, 24]
  sae.l1Coefficient: [0, 0.7, 1.5, 4, 20]
  train.steps: [3, 40]
metrics: [mmcs.truth]
estimates:
  - dead
  - { method: dead, atMost: 3, onlyConverged: false }
  - { method: ssll, onlyConverged: false }
  - { method: ssll, peaks: values, onlyConverged: false }
  - mmcs.larger
  - { method: mmcs.larger.next, aboveChance: true, onlyConverged: false }
`,
  },
  {
    kinds: ["claims"],
    text: `goldilocks: 1
name: fingerprint-claims
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
train: { steps: 120, batch: 9, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 3, deadWindow: 5 }
repeats: { over: [init], n: 3 }
readings: { decay: { power: {}, none: { data.decay.kind: none } } }
grid:
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1, 2] }
  sae.l1Coefficient: [0.1, 0.316228, 5]
claims:
  - zone(mmcs.truth > 0.3) along sae.l1Coefficient covers [0.1, 0.316] where sae.dictSize = 1×
  - argmax(mmcs.truth at dead < 20) of sae.dictSize in {½×, 1×} or not (any(ssll > 1) and all(converged))
  - mean(loss.reconstruction) at sae.dictSize = 2× < mean(loss.reconstruction) at sae.dictSize = ½×
  - { claim: "mmcs.larger.aboveChance + 0.1 > 0.2 where sae.dictSize = 1×, sae.l1Coefficient = 0.1", interval: 0.9, unconverged: count }
  - { name: ends, claim: "low(zone(l0 > 1) where sae.dictSize = 1×) <= 0.1", says: a lower end }
`,
  },
  {
    kinds: ["convergence"],
    text: `goldilocks: 1
name: fingerprint-convergence
data: { activationDim: 13, nFeatures: 29, active: 2.5 }
sae: { dictSize: 24 }
train: { batch: 9, optimizer: { learningRate: 0.4 } }
grid:
  sae.l1Coefficient: [0.1, 1000]
  train.steps: [5, 10, 60]
`,
  },
];

/** Kinds that only the first experiments speak for. */
const olderKinds = nodeKinds.filter((kind) => !LATER.some(({ kinds }) => kinds.includes(kind)));

/** Frozen like the experiments above: other shifts would be another fingerprint, and so other keys, of an unchanged op. */
const KNOWN_ANSWER_SHIFTS = [-0.4, 0.4];

/** A fingerprint for every kind that has an op. */
export type Fingerprints = Readonly<Record<RunnableKind, string>>;

/** Versions for this purpose alone: what a fingerprint is may not depend on itself. */
const VERSIONS = Object.fromEntries(nodeKinds.map((kind) => [kind, "fingerprint"])) as Versions;

/**
 * What each kind of op makes of small fixed inputs, as 16 hex digits. Two machines with equal fingerprints compute the same bits;
 * a fingerprint that changed says that the op's results have a new meaning, and is part of its version.
 */
export async function fingerprints(kernels: () => Kernels, renderer: FigureRenderer): Promise<Fingerprints> {
  const lines = new Map<NodeKind, string[]>(nodeKinds.map((kind) => [kind, []]));
  const all = [...EXPERIMENTS.map((text) => ({ text, kinds: olderKinds })), ...LATER];
  for (const { text, kinds } of all) {
    const experiment = await loadExperiment("fingerprint.yaml", { read: () => text });
    const plan = compile(experiment, VERSIONS);
    const store = memoryStore();
    await run(plan, store, kernels, renderer);
    const found = await resultsByKind(plan, store);
    for (const kind of kinds) lines.get(kind)?.push(...(found.get(kind) ?? []));
  }
  lines.get("point")?.push(String(knownAnswer(kernels(), KNOWN_ANSWER_SHIFTS)), shardedBits(kernels()));
  const made = [...lines].filter(([kind]) => kind in ops) as [RunnableKind, string[]][];
  return Object.fromEntries(
    made.map(([kind, results]) => [kind, sha256(results.toSorted().join("\n")).slice(0, 16)]),
  ) as Fingerprints;
}

async function run(plan: Plan, store: Store, kernels: () => Kernels, renderer: FigureRenderer): Promise<void> {
  const machine = { store, kernels, renderer, provenance: () => null, checkpointDue: () => false };
  const report = await runPlan({ plan, store, executor: inProcess(machine), memoryLimit: Number.POSITIVE_INFINITY });
  for (const error of report.failed.values()) throw error;
}

async function resultsByKind(plan: Plan, store: Store): Promise<ReadonlyMap<NodeKind, readonly string[]>> {
  const found = new Map<NodeKind, string[]>();
  for (const node of plan.nodes.values()) {
    const result = await store.result(node.key);
    if (result === undefined) continue;
    const line = canonicalJson([node.key, node.preImage, { ...result.outputs }, result.values] as never);
    found.set(node.kind, [...(found.get(node.kind) ?? []), line]);
  }
  return found;
}
