import { canonicalJson } from "@goldilocks/digest";
import type { Experiment } from "@goldilocks/spec";

import { l1Coefficient } from "./penalty-coefficient.ts";
import type { NodeBuilder } from "./build-nodes.ts";
import { recordBytes } from "./cost.ts";
import type { EstimatedGrid, EstimatedGroup, EstimatesParameters } from "./kinds/estimates.ts";
import type { Cell } from "./plan.ts";
import { type SeedAxis, seedAxes } from "./seed-axes.ts";

/** Adds the estimates over the table and gives their key; null where none is asked for. */
export function buildEstimates(
  builder: NodeBuilder,
  experiment: Experiment,
  cells: readonly Cell[],
  table: string,
): string | null {
  const { estimates: asked } = experiment;
  if (asked.length === 0) return null;
  const parameters: EstimatesParameters = { asked, groups: groupsOf(experiment, cells) };
  return builder.add({ kind: "estimates", parameters, inputs: [table] }, () => ({
    needs: [table],
    cost: {
      flops: 100 * asked.length * cells.length,
      bytes: 200 * asked.length * cells.length + recordBytes,
      memory: 0,
    },
    label: `estimates by ${asked.map(({ method }) => method).join(", ")}`,
  }));
}

/** Cells together that differ in size, L1 coefficient and seeds alone, in the order of the table. */
function groupsOf(experiment: Experiment, cells: readonly Cell[]): readonly EstimatedGroup[] {
  const axes = seedAxes(experiment);
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const others = othersOf(cell, experiment.repeats.over, axes);
    const group = groups.get(others) ?? [];
    groups.set(others, group);
    group.push(cell);
  }
  return [...groups.values()].map((group) => ({ at: placeOf(experiment.axes, group), grids: gridsOf(group) }));
}

/** Everything that sets a cell apart besides size, L1 coefficient, repeat and the seeds of axes that set nothing else. */
function othersOf({ settings, repeat }: Cell, over: Experiment["repeats"]["over"], axes: readonly SeedAxis[]): string {
  const replicated = new Set(axes.flatMap(({ paths }) => paths));
  const seeds = Object.entries(settings.seeds).map(([name, seed]) => {
    const shift = over.some((one) => one === name) ? repeat : 0;
    return [name, replicated.has(`seeds.${name}`) ? null : seed - shift];
  });
  const sae = { ...settings.sae, dictSize: null, l1Coefficient: null };
  return canonicalJson({ ...settings, seeds: Object.fromEntries(seeds), sae });
}

/** Labels on the axes that have several points, and of these one for the whole group. */
function placeOf(axes: Experiment["axes"], group: readonly Cell[]): EstimatedGroup["at"] {
  const labels = axes.flatMap(({ name, points }): [string, string][] => {
    const [label, ...others] = new Set(group.map(({ coordinates }) => coordinates[name]?.label ?? ""));
    return points.length < 2 || label === undefined || others.length > 0 ? [] : [[name, label]];
  });
  return Object.fromEntries(labels);
}

/** A grid for each distinct set of seeds, in the order of the table. */
function gridsOf(group: readonly Cell[]): readonly EstimatedGrid[] {
  const replicates = new Map<string, Cell[]>();
  for (const cell of group) {
    const seeds = canonicalJson({ ...cell.settings.seeds });
    replicates.set(seeds, [...(replicates.get(seeds) ?? []), cell]);
  }
  return [...replicates.values()].map((own, repeat) => {
    const cells = own.toSorted(bySizeAndCoefficient);
    const rows = cells.filter((cell, place) => place === 0 || bySizeAndCoefficient(cells[place - 1] ?? cell, cell) < 0);
    return { repeat, rows: rows.map(({ index }) => index) };
  });
}

const bySizeAndCoefficient = ({ settings: { sae: a } }: Cell, { settings: { sae: b } }: Cell): number =>
  a.dictSize - b.dictSize || l1Coefficient(a) - l1Coefficient(b);
