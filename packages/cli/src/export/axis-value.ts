import type { Cell, Plan } from "@goldilocks/plan";
import { getSetting, type Scalar, settingSchemas } from "@goldilocks/spec";

/** The name that stands for repeats where axes have theirs. */
export const REPEAT = "repeat";

/** What a cell has on an axis: the setting's value, else that of the axis' point; `repeat` counts from 0. */
export function axisValue(cell: Cell, name: string): Scalar | null {
  if (name === REPEAT) return cell.repeat;
  const value = settingSchemas.has(name) ? getSetting(cell.settings, name) : cell.coordinates[name]?.value;
  return typeof value === "object" || value === undefined ? null : value;
}

/** The same as a person reads it: `16 (½×)`. */
export function axisText(cell: Cell, name: string): string {
  const value = String(axisValue(cell, name) ?? "–");
  const label = cell.coordinates[name]?.label ?? value;
  return label === value || Number(label) === Number(value) ? value : `${value} (${label})`;
}

/** Axes on which the cells of a plan differ, in their order; the repeat last. */
export function namesOf({ experiment: { axes, repeats } }: Plan): readonly string[] {
  const names = axes.filter(({ points }) => points.length > 1).map(({ name }) => name);
  return repeats.n > 1 ? [...names, REPEAT] : names;
}
