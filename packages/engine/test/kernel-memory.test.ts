import { memoryStore, runPlan, inProcess } from "@goldilocks/engine";
import type { Kernels } from "@goldilocks/kernels";
import { kernelMemory } from "@goldilocks/plan";
import { expect, test } from "vitest";
import { loadKernels, machineOn, planOf } from "./support/machine.ts";

const experiment = (data: string, sae: string, train: string, held: number): string => `goldilocks: 1
name: memory
data: { active: 3, ${data} }
sae: { ${sae} }
train: { steps: 20, ${train} }
evaluate: { heldOutBatches: ${held} }
metrics: [mmcs.truth, loss.total, dead, converged]
`;

// What plans refuse as too large follows from this number: too low, and a run breaks; too high, and sizes are refused that fit.
test.each<[string, string]>([
  ["a large dictionary", experiment("activationDim: 64, nFeatures: 32", "dictSize: 2000", "batch: 16", 4)],
  ["wide activations", experiment("activationDim: 3000, nFeatures: 16", "dictSize: 64", "batch: 16", 4)],
  ["large batches", experiment("activationDim: 8, nFeatures: 16", "dictSize: 64", "batch: 8192", 4)],
  ["many held-out batches", experiment("activationDim: 8, nFeatures: 16", "dictSize: 16", "batch: 256", 4000)],
  ["noise", experiment("activationDim: 3000, nFeatures: 16, noise.input: 0.1", "dictSize: 64", "batch: 256", 4)],
  [
    "gradients through the norm",
    experiment("activationDim: 64, nFeatures: 32", "dictSize: 2000, unitNorm: through", "batch: 16", 4),
  ],
  [
    "a form with lists of its own",
    experiment(
      "activationDim: 32, nFeatures: 32",
      "dictSize: 1000, activation: jumprelu, unitNorm: through, auxiliary: { kind: auxk }",
      "batch: 256",
      4,
    ),
  ],
  ["gates", experiment("activationDim: 200, nFeatures: 32", "dictSize: 3000, activation: gated", "batch: 32", 4)],
  [
    "a form that lists all codes",
    experiment(
      "activationDim: 32, nFeatures: 32",
      "dictSize: 1000, activation: batchtopk, decoderBias: both",
      "batch: 256",
      4,
    ),
  ],
])("what a plan says that %s takes of the kernels' memory is what a run takes, within a third", async (_, text) => {
  const plan = await planOf(text);
  const store = memoryStore();
  const instances: Kernels[] = [];
  const kernels = (): Kernels => {
    const fresh = loadKernels();
    instances.push(fresh);
    return fresh;
  };
  const executor = inProcess(machineOn(store, { kernels }));
  const { failed } = await runPlan({ plan, store, executor, memoryLimit: Number.POSITIVE_INFINITY });
  expect([...failed.values()]).toEqual([]);
  const taken = Math.max(...instances.map(({ used }) => used));
  const [cell] = plan.cells;
  const said = cell === undefined ? 0 : kernelMemory(cell.settings);
  expect(said).toBeGreaterThanOrEqual(taken);
  expect(said).toBeLessThan(1.33 * taken + 2_000_000);
});
