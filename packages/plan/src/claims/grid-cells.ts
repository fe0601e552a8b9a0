import { type Experiment, isExcluded, settingSchemas } from "@goldilocks/spec";

import type { GridCell } from "../expand-grid.ts";
import { coordinatesAt, places, settingsAt } from "../grid-places.ts";
import { axisColumn, settingColumn } from "../known-columns.ts";
import type { ClaimColumn, ColumnOf } from "./columns.ts";

/** The cells of one reading, before anything has run: what claims are checked against. */
export interface GridCells {
  /** Rows of the columns. */
  readonly rows: readonly number[];
  /** Columns known from the grid alone; `undefined` for all others. */
  readonly columns: ColumnOf;
}

/** The cells of the first reading that has any, without repeats. `replicates`: axes whose points count as repeats. */
export function gridCells(experiment: Experiment, replicates: readonly string[] = []): GridCells {
  const cells = cellsOf(experiment, replicates);
  const known = new Map<string, ClaimColumn | undefined>();
  const columns: ColumnOf = (name) => {
    if (!known.has(name)) known.set(name, columnOf(experiment, cells, name));
    return known.get(name);
  };
  return { rows: [...cells.keys()], columns };
}

function cellsOf(experiment: Experiment, replicates: readonly string[]): readonly GridCell[] {
  const { axes, exclude, readings } = experiment;
  const cells: GridCell[] = [];
  let first: string | undefined;
  const known = new Set<string>();
  const others = axes.filter(({ name }) => !replicates.includes(name));
  for (const place of places(axes)) {
    if (isExcluded(exclude, (axis) => place[axis])) continue;
    const reading = readings.map((name) => place[name]).join();
    first ??= reading;
    // Readings are the axes that vary slowest.
    if (reading !== first) break;
    const at = others.map(({ name }) => place[name]).join();
    if (known.has(at)) continue;
    known.add(at);
    cells.push({ coordinates: coordinatesAt(axes, place), repeat: 0, settings: settingsAt(experiment, place) });
  }
  return cells;
}

function columnOf({ axes }: Experiment, cells: readonly GridCell[], name: string): ClaimColumn | undefined {
  const axis = axes.find((one) => one.name === name);
  if (axis === undefined && !settingSchemas.has(name)) return undefined;
  const column = axis === undefined ? settingColumn(name, cells) : axisColumn(axis, cells);
  return { ...column, measured: false };
}
