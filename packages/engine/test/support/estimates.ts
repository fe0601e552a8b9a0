import { type GroupEstimates, type OpContext, ops, type Result } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import type { EstimateSpec } from "@goldilocks/spec";
import { bareContext, bareNode } from "./machine.ts";

type Value = number | boolean | null;
type Method = GroupEstimates["estimates"][number];

/** A hand-made grid: one list a size, one entry an L1 coefficient. Sizes are 10, 20, 40…, L1 coefficients 0.1, 0.2, 0.4… */
export interface HandMade {
  readonly [column: string]: readonly (readonly Value[])[];
}

const sizeAt = (row: number): number => 10 * 2 ** row;
const coefficientAt = (column: number): number => 2 ** column / 10;

/** The table of one grid a repeat, the repeats below each other; everything has converged unless told. */
function tableOf(grids: readonly HandMade[]): Table {
  const rows = grids.flatMap((grid) => {
    const [first = []] = Object.values(grid);
    return first.flatMap((line, row) =>
      line.map((_, column): Readonly<Record<string, Value>> => ({
        "sae.dictSize": sizeAt(row),
        "sae.l1Coefficient": coefficientAt(column),
        "data.nFeatures": 20,
        converged: true,
        ...Object.fromEntries(Object.entries(grid).map(([name, values]) => [name, values[row]?.[column] ?? null])),
      })),
    );
  });
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({
    name,
    label: name,
    kind: "number" as const,
    scale: "linear" as const,
    values: rows.map((row) => row[name] ?? null),
  }));
  return { rows: rows.length, columns };
}

/** Everything that the op makes of hand-made grids, one a repeat. */
export async function madeOf(
  asked: readonly EstimateSpec[],
  ...grids: readonly HandMade[]
): Promise<{ readonly group: GroupEstimates; readonly text: string; readonly json: string; readonly values: unknown }> {
  const table = tableOf(grids);
  const each = table.rows / Math.max(1, grids.length);
  const context: OpContext = {
    ...bareContext,
    result: async (key) => ({ key }) as Result,
    read: async () => new TextEncoder().encode(JSON.stringify(table)),
  };
  const groups = [
    {
      at: {},
      grids: grids.map((_, repeat) => ({
        repeat,
        rows: Array.from({ length: each }, (_none, index) => repeat * each + index),
      })),
    },
  ];
  const node = { ...bareNode("estimates", { asked, groups }), inputs: ["table"] };
  const { outputs, values } = await ops.estimates.run(node, context);
  const textIn = (name: string): string => new TextDecoder().decode(outputs[name]?.bytes);
  const json = textIn("estimates.json");
  const [group] = (JSON.parse(json) as { groups: readonly GroupEstimates[] }).groups;
  if (group === undefined) throw new Error("no group");
  return { group, text: textIn("estimates.md"), json, values };
}

/** What one method says of hand-made grids. */
export async function estimated(spec: EstimateSpec, ...grids: readonly HandMade[]): Promise<Method> {
  const { group } = await madeOf([spec], ...grids);
  const [method] = group.estimates;
  if (method === undefined) throw new Error("no estimate");
  return method;
}

/** Row and column of what a method proposes for one grid, or why it proposes nothing. */
export async function proposed(spec: EstimateSpec, grid: HandMade): Promise<readonly [number, number] | string> {
  const { repeats } = await estimated(spec, grid);
  const { proposal, reason } = repeats[0] ?? { proposal: null, reason: "no repeat" };
  return proposal === null ? (reason ?? "no reason") : placeOf(proposal);
}

/** Row and column of a cell of a hand-made grid. */
export function placeOf(cell: {
  readonly dictSize: number;
  readonly l1Coefficient: number;
}): readonly [number, number] {
  return [Math.round(Math.log2(cell.dictSize / 10)), Math.round(Math.log2(cell.l1Coefficient * 10))];
}
