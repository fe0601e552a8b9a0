import { opVersions, type Result } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import { compile, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { tableNode } from "../../src/nodes.ts";
import type { TrackedPlan } from "../../src/tracking/tracked-plan.ts";

/** A grid over two logarithmic axes, one of which is a ratio. */
export const GRID = `goldilocks: 1
name: grid
title: A grid
data: { activationDim: 8, nFeatures: 16, active: 3 }
train: { steps: 60, batch: 32 }
evaluate: { heldOutBatches: 2, deadWindow: 20 }
grid:
  sae.l1Coefficient: [0.01, 0.1, 1]
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }
metrics: [mmcs.truth, l0, dead, converged]
figures:
  - { kind: heatmap, name: heat, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth }
`;

export const planOf = async (text: string): Promise<Plan> =>
  compile(await loadExperiment("x.yaml", { read: () => text }), opVersions);

export const trackedPlan = (plan: Plan, more: Partial<TrackedPlan> = {}): TrackedPlan => ({
  experiment: "grid",
  plan,
  about: { title: "A grid", description: "", file: "grid.yaml", again: "exp grid.yaml" },
  provenance: { commit: "a".repeat(40), dirty: false },
  user: "ada",
  started: 1_700_000_000_000,
  ...more,
});

/** What the store would hold of a trained cell. */
export const pointResult = (key: string, values: Result["values"], bytes = 1000): Result => ({
  key,
  preImage: [],
  outputs: { "state.safetensors": { digest: "d".repeat(64), bytes, mediaType: "application/octet-stream" } },
  values,
  provenance: { at: "2026-01-02T03:04:05.678Z", commit: "b".repeat(40) },
});

/** A table with the same values in every row. */
export function tableOf(plan: Plan, values: Readonly<Record<string, number | boolean | null>>): Table {
  const { rows, known, measured, derived } = tableNode(plan).parameters;
  const columns = [...measured, ...derived].map(({ name, label, kind, scale }) => ({
    name,
    label,
    kind,
    scale,
    values: Array.from({ length: rows }, () => values[name] ?? null),
  }));
  return { rows, columns: [...known, ...columns] };
}

/** The cell of a row. */
export function cellAt(plan: Plan, row: number): Plan["cells"][number] {
  const cell = plan.cells[row];
  if (cell === undefined) throw new RangeError(`the plan has no row ${row}`);
  return cell;
}
