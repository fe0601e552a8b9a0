import { readFileSync } from "node:fs";
import {
  inProcess,
  type Machine,
  type OpContext,
  opVersions,
  type RunOptions,
  type RunReport,
  runPlan,
  type Store,
} from "@goldilocks/engine";
import { compileKernels, type KernelExports, Kernels } from "@goldilocks/kernels";
import { compile, type NodeKind, type NodeOf, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";

const module = compileKernels(readFileSync(new URL("../../../kernels/wasm/kernels.wasm", import.meta.url)));

/** A fresh instance of the kernels with a memory of its own. */
export const loadKernels = (): Kernels => new Kernels(module);

/** Fresh kernels, and the most memory that one of them had in use. */
export function watchedKernels(): { readonly kernels: () => Kernels; readonly peak: () => number } {
  let peak = 0;
  const kernels = (): Kernels => {
    const one = loadKernels();
    const allocate = one.allocate.bind(one);
    return Object.assign(one, {
      allocate: (bytes: number) => {
        const address = allocate(bytes);
        peak = Math.max(peak, one.used);
        return address;
      },
    });
  };
  return { kernels, peak: () => peak };
}

/** Kernels some of whose functions are replaced, for faults that no input reaches. */
export function faultyKernels(run: Partial<KernelExports>): Kernels {
  const kernels = loadKernels();
  return Object.assign(kernels, { run: { ...kernels.run, ...run } });
}

/** The plan of a YAML text. */
export async function planOf(text: string): Promise<Plan> {
  const experiment = await loadExperiment("test.yaml", { read: () => text });
  return compile(experiment, opVersions);
}

/** The only node of a kind, or the first. */
export function nodeOf<K extends NodeKind>(plan: Plan, kind: K): NodeOf<K> {
  for (const node of plan.nodes.values()) if (node.kind === kind) return node as NodeOf<K>;
  throw new RangeError(`the plan has no ${kind}`);
}

/** Everything a machine needs, around a store; parts may be replaced. */
export const machineOn = (store: Store, parts: Partial<Machine> = {}): Machine => ({
  store,
  kernels: loadKernels,
  provenance: () => null,
  progress: () => {},
  checkpointDue: () => false,
  stopping: () => false,
  ...parts,
});

/** Runs a plan on this thread. */
export function runOn(store: Store, plan: Plan, options: Partial<RunOptions> = {}): Promise<RunReport> {
  const executor = inProcess(machineOn(store));
  return runPlan({ plan, store, executor, memoryLimit: Number.POSITIVE_INFINITY, ...options });
}

/** What an op that needs nothing but kernels may touch. */
export const bareContext = {
  kernels: loadKernels,
  progress: () => {},
  checkpointDue: () => false,
  stopping: () => false,
} as Partial<OpContext> as OpContext;

/** A node with parameters alone, for an op that looks at nothing else. */
export const bareNode = <K extends NodeKind>(kind: K, parameters: NodeOf<K>["parameters"]): NodeOf<K> =>
  ({ kind, parameters, key: "", preImage: null, inputs: [], needs: [], label: kind }) as unknown as NodeOf<K>;
