import { convergedNote, marksConverged, openSample } from "./converged-marks.ts";
import { belowZeroAmong, placeable } from "./below-zero.ts";
import { chanceEntries } from "./colour-bar.ts";
import { deathAcrossGrid } from "./death-marks.ts";
import type { Drawing } from "./drawing.ts";
import type { Scene } from "./scene.ts";
import { drawnTable } from "./drawn-table.ts";
import { extent } from "./extent.ts";
import { facetsOf, panelOf } from "./facets.ts";
import { failedLegend, failedNote, isGone } from "./failed-values.ts";
import { groupRows } from "./group-rows.ts";
import { type Bounds, boundsOf, type Cell, cellOf } from "./heatmap-cells.ts";
import { type CellLook, cellMarks, cellTexts, isOpen } from "./heatmap-marks.ts";
import { type LegendEntry, missingSample } from "./legend.ts";
import { colourBarOf } from "./measured-colours.ts";
import { beyondNote, chanceNote, intervalNote, missingNote, seedRange } from "./notes.ts";
import { WIDTH } from "./layout.ts";
import { reduceNote } from "./selection-notes.ts";
import { type PositionScale, positionScale } from "./position-scale.ts";
import { statistic } from "./statistic.ts";
import { columnNamed, distinctValues } from "./table.ts";
import { zoneEdges } from "./zone-marks.ts";

/** A value as colour over two columns: every cell as wide and high as its step of the grid. */
export function drawHeatmap(scene: Scene): Drawing {
  const { figure, table, facet } = scene;
  const { grid, groups, statistics, fill, xColumn, yColumn } = gridOf(scene);
  const placed = placeable(fill, statistics);
  const colourBar = colourBarOf(scene, fill, placed);
  const all = placed.map((one, index) => cellOf(scene, groups[index] ?? NOTHING, one, colourBar.scale, grid.bounds));
  const cells = all.flatMap((cell) => cropped(cell, grid.x, grid.y));
  const facets = facetsOf(scene);
  const death = deathAcrossGrid(scene, grid.x, grid.y);
  const zone = zoneEdges(scene, grid.x, grid.y);
  const open = marksConverged(figure);
  const numbers = figure.numbers === true ? numberLook(scene, grid, facets.length) : undefined;
  const lines = numbers === undefined ? 1 : 2;
  const widths =
    facets.length === 1 &&
    widest(grid) * 36 <= roomAcross(scene) &&
    lowest(grid) * LINE * lines <= roomDown(scene, grid, 1);
  return {
    x: grid.x,
    y: grid.y,
    panels: facets.map((one) => {
      const own = cells.filter((cell) => cell.facet === one.value);
      const look = { widths, open, numbers };
      return panelOf(one, [...cellMarks(own, look), ...zone.marks, ...death.marks(one), ...cellTexts(own, look)]);
    }),
    legend: [...death.legend, ...zone.legend, ...chanceEntries(colourBar), ...cellLegend(cells, open)],
    colourBar,
    cellRows: grid.bounds.y.size,
    grid: false,
    notes: [
      intervalNote(statistics, figure, widths ? "half its width in the cell" : "not drawn"),
      reduceNote(scene, groups, statistics),
      chanceNote(colourBar.chance ?? []),
      zeroNote(cells),
      convergedNote(
        scene,
        cells.filter((cell) => cell.statistic.value !== null).map((cell) => cell.converged),
        ["cell", "cells"],
        "a dot",
      ),
      missingNote(statistics, "grey with a cross"),
      belowZeroAmong(fill, statistics, "grey with a cross"),
      figure.numbers === true && numbers === undefined ? "The cells are too small for their numbers." : "",
      beyondNote(all.length - cells.length, ["cell lies", "cells lie"]),
      failedNote([fill], scene.rows, cells.some(isGone) ? "crossed out" : "the means are over the others"),
      ...death.notes,
    ],
    seeds: seedRange(statistics),
    data: drawnTable(table, groups, [facet, xColumn, yColumn], [{ column: fill, statistics }]),
  };
}

/** The room for panels in pixels, without what is beside them. */
const roomAcross = ({ figure }: Scene): number => (figure.width ?? WIDTH) - 180;

/** Numbers of four letters fit into the narrowest cell; `undefined` where they could not be read. */
function numberLook(scene: Scene, grid: Grid, panels: number): CellLook["numbers"] {
  const cell = roomAcross(scene) / Math.min(panels, 3) / widest(grid);
  const high = roomDown(scene, grid, panels) / lowest(grid);
  if (cell < LEAST_CELL.across || high < LEAST_CELL.down) return undefined;
  const size = Math.round(Math.min(11, Math.max(5, Math.min(cell / 2.4, high - 5))) * 10) / 10;
  return { size, cramped: high < 16 };
}

/** About the height of a panel, without what is above and below it. */
function roomDown(scene: Scene, { bounds }: Grid, panels: number): number {
  const { height } = scene.figure;
  if (height !== undefined) return (height - 120) / Math.ceil(panels / 3);
  return panels === 1 ? Math.min(340, Math.max(120, 44 * bounds.y.size)) : roomAcross(scene) / Math.min(panels, 3);
}

/** The height that a line of text takes in a cell, in pixels. */
const LINE = 13;

/** The narrowest and the lowest cell that a number fits into, in pixels. */
const LEAST_CELL = { across: 9, down: 10 } as const;

type Stretch = readonly [number, number];

const cut = (ends: Stretch, [low, high]: Stretch): number[] => ends.map((end) => Math.min(high, Math.max(low, end)));

/** The part of a cell within the bounds that a figure gives its axes; nothing of a cell beyond them. */
function cropped(cell: Cell, x: PositionScale, y: PositionScale): Cell[] {
  const [x1 = 0, x2 = 0] = cut([cell.x1, cell.x2], x.domain);
  const [y1 = 0, y2 = 0] = cut([cell.y1, cell.y2], y.domain);
  return x1 === x2 || y1 === y2 ? [] : [{ ...cell, x1, x2, y1, y2 }];
}

const NOTHING = { key: [], rows: [] };

interface Grid {
  readonly x: PositionScale;
  readonly y: PositionScale;
  readonly bounds: { readonly x: Bounds; readonly y: Bounds };
}

function gridOf(scene: Scene) {
  const { figure, table, rows, facet } = scene;
  const xColumn = columnNamed(table, figure.x ?? "");
  const yColumn = columnNamed(table, figure.y ?? "");
  const fill = columnNamed(table, figure.fill ?? "");
  const groups = groupRows(rows, [facet, xColumn, yColumn]);
  const statistics = groups.map((group) => statistic(table, fill, group.rows, figure));
  const x = positionScale(xColumn, rows, { cells: true, domain: figure.domains?.x });
  const y = positionScale(yColumn, rows, { cells: true, downwards: true, domain: figure.domains?.y });
  const bounds = {
    x: boundsOf(x, distinctValues(xColumn, rows)),
    y: boundsOf(y, distinctValues(yColumn, rows)),
  };
  return { grid: { x, y, bounds } satisfies Grid, groups, statistics, fill, xColumn, yColumn };
}

/** How many of the narrowest cell fit across. */
const widest = ({ x, bounds }: Grid): number => fitting(x, bounds.x);

/** How many of the lowest cell fit down. */
const lowest = ({ y, bounds }: Grid): number => fitting(y, bounds.y);

function fitting({ domain: [low, high] }: PositionScale, bounds: Bounds): number {
  return (high - low) / extent([...bounds.values()].map(([from, to]) => to - from))[0];
}

function cellLegend(cells: readonly Cell[], marked: boolean): LegendEntry[] {
  const open = marked && cells.some(isOpen);
  const missing = cells.some((cell) => cell.statistic.value === null && !isGone(cell));
  return [
    ...(open ? [{ sample: openSample(), label: "not converged" }] : []),
    ...(missing ? [{ sample: missingSample(true), label: "missing" }] : []),
    ...failedLegend(cells),
  ];
}

function zeroNote(cells: readonly Cell[]): string {
  const zero = cells.filter((cell) => cell.zero).length;
  return zero === 0 ? "" : `${zero} of ${cells.length} cells are exactly 0, which has no logarithm (grey, marked 0).`;
}
