import { type FigureSpec, type ZoneColumn, zoneColumns } from "@goldilocks/spec";

import type { ZoneTableColumn } from "./metrics.ts";

/**
 * The columns of a table that hold what figures draw of zones.
 *
 * @param axes - Columns or axes, among them those along which the zones lie.
 */
export function zoneTableColumns(
  figures: readonly FigureSpec[],
  axes: readonly Pick<ZoneTableColumn, "name" | "scale">[],
): readonly ZoneTableColumn[] {
  return zoneColumns(figures).map((column) => {
    const { name, along } = column;
    const scale = axes.find((axis) => axis.name === along)?.scale ?? "linear";
    return { name, label: labelOf(column, scale), kind: "number", scale, rule: "zone", along };
  });
}

function labelOf({ by, name }: ZoneColumn, scale: ZoneTableColumn["scale"]): string {
  const zone = name.slice(by.length + 1, -1);
  if (by !== "width") return `${by} end of ${zone}`;
  return `width of ${zone}${scale === "log" ? ", high / low" : ""}`;
}
