import { line, type Markish, rect } from "@observablehq/plot";
import { BEYOND, type Bins, chosenBins, linearBins, logBins } from "./bins.ts";
import { convergedNote } from "./converged-marks.ts";
import { convergedOf } from "./drawn-table.ts";
import type { Drawing } from "./drawing.ts";
import type { Scene } from "./scene.ts";
import { extent } from "./extent.ts";
import { type Facet, facetsOf, panelOf } from "./facets.ts";
import { failedNote, failedRows } from "./failed-values.ts";
import type { Scalar } from "./figure-spec.ts";
import { cellColumns, groupBySeed, groupRows, seedColumns } from "./group-rows.ts";
import { boxSample, dashSample, type LegendEntry } from "./legend.ts";
import { chanceOf } from "./measured-colours.ts";
import { chanceNote, count } from "./notes.ts";
import { measureScale, type PositionScale } from "./position-scale.ts";
import { colourIn, seriesColours, seriesEntries, undrawnNote } from "./series-colours.ts";
import { pooledNote } from "./selection-notes.ts";
import { numbersOf } from "./statistic.ts";
import { type Column, columnNamed, type Table } from "./table.ts";

const OPACITY = 0.5;
const DASHES = "2,3";
const COUNT: Column = {
  name: "count",
  label: "count",
  kind: "number",
  scale: "linear",
  values: [],
};

/** How often the values of a column fall in equal bins, every row counted once, seeds pooled. */
export function drawHistogram(scene: Scene): Drawing {
  const { figure, table, rows, series } = scene;
  const column = columnNamed(table, figure.x ?? "");
  const numbers = numbersOf(column, rows);
  const bars = barsOf(scene, column, numbers);
  const chance = figure.reference?.includes("chance") === true ? chanceOf(scene, column) : [];
  const edges = bars.flatMap((bar) => [bar.low, bar.high]);
  const x = measureScale(column, [...edges, ...(numbers.includes(0) ? [0] : []), ...chance], {
    nice: false,
    domain: figure.domains?.x,
  });
  const y = measureScale(
    { ...COUNT, label: figure.labels?.y ?? `number of ${counted(column)}` },
    [0, ...bars.map((bar) => bar.count)],
    {
      domain: figure.domains?.y,
    },
  );
  const colours = seriesColours(scene);
  const drawn = new Set(bars.filter((bar) => bar.count > 0).flatMap((bar) => bar.series ?? []));
  return {
    x,
    y,
    panels: facetsOf(scene).map((one) => {
      const own = bars.filter((bar) => bar.facet === one.value);
      return panelOf(one, [...barMarks(own, x, y, colours), ...chanceMarks(chance, x, y)]);
    }),
    legend: [...seriesEntries(scene, colours, drawn, (colour) => boxSample(colour, OPACITY)), ...chanceLegend(chance)],
    ...(series === undefined ? {} : { legendTitle: series.label }),
    grid: true,
    notes: [
      pooledNote(scene, groupRows(rows, [scene.facet, series]), groupRows(rows, cellColumns(table)).length),
      convergedCount(scene),
      undrawnNote(scene, drawn),
      chanceNote(chance),
      missingRows(rows.length - numbers.length - failedRows([column], rows).length),
      failedNote([column], rows, "in no bin"),
      beyondBins(scene, column, numbers),
    ],
    seeds: [groupBySeed(table, rows).length, groupBySeed(table, rows).length],
    data: dataOf(scene, column, bars),
  };
}

/** What a histogram counts: features or elements where every training has a number for each of them, else results. */
const counted = ({ of }: Column): string => of ?? "results";

/** A histogram marks nothing; its caption counts the trainings that have not converged. */
function convergedCount(scene: Scene): string {
  const trainings = groupRows(scene.rows, [...cellColumns(scene.table), ...seedColumns(scene.table)]);
  const flags = trainings.map((group) => convergedOf(scene.table, group.rows));
  return convergedNote(scene, flags, ["training", "trainings"], "not marked");
}

/** One bar; `low` and `high` are values, both 0 for the bar of exact zeros on a logarithmic axis. */
interface Bar {
  readonly facet: Scalar | null;
  readonly series: Scalar | null;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

function barsOf(scene: Scene, column: Column, numbers: readonly number[]): Bar[] {
  const logarithmic = column.scale === "log" && numbers.some((number) => number > 0);
  const bins = binsOf(scene, numbers, logarithmic);
  return facetsOf(scene).flatMap((facet) => facetBars(facet, scene.series, column, bins));
}

function binsOf({ figure }: Scene, numbers: readonly number[], logarithmic: boolean): Bins {
  if (figure.bins !== undefined) return chosenBins(figure.bins, numbers, logarithmic, figure.domains?.x);
  return logarithmic ? logBins(numbers) : linearBins(numbers);
}

/** How many of the numbers lie in no bin. */
function beyondBins(scene: Scene, column: Column, numbers: readonly number[]): string {
  if (scene.figure.bins === undefined) return "";
  const bins = binsOf(scene, numbers, column.scale === "log" && numbers.some((number) => number > 0));
  const beyond = numbers.filter((number) => bins.binOf(number) === BEYOND).length;
  return beyond === 0 ? "" : `${count(beyond, "value lies", "values lie")} beyond the bins.`;
}

function facetBars(facet: Facet, series: Column | undefined, column: Column, bins: Bins): Bar[] {
  return groupRows(facet.rows, [series]).flatMap((group) => {
    const counts = new Map<number, number>();
    for (const value of numbersOf(column, group.rows))
      counts.set(bins.binOf(value), (counts.get(bins.binOf(value)) ?? 0) + 1);
    const places = [...(counts.has(-1) ? [-1] : []), ...Array.from({ length: bins.count }, (_, k) => k)];
    return places.map((k): Bar => {
      const [low, high] = k < 0 ? [0, 0] : bins.edges(k);
      return {
        facet: facet.value,
        series: group.key[0] ?? null,
        low,
        high,
        count: counts.get(k) ?? 0,
      };
    });
  });
}

function barMarks(
  bars: readonly Bar[],
  x: PositionScale,
  y: PositionScale,
  colours: ReadonlyMap<Scalar, string>,
): Markish[] {
  const shown = bars
    .filter((bar) => bar.count > 0)
    .map((bar) => {
      const [x1, x2] = bar.high === 0 && bar.low === 0 ? (x.zeroBand ?? [0, 0]) : [x.at(bar.low), x.at(bar.high)];
      return { x1, x2, y1: y.at(0), y2: y.at(bar.count), colour: colourIn(colours, bar.series) };
    });
  const borders = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", clip: "frame" } as const;
  return [
    rect(shown, {
      ...borders,
      fill: "colour",
      fillOpacity: OPACITY,
      stroke: "colour",
      strokeWidth: 1,
    }),
  ];
}

function chanceMarks(chance: readonly number[], x: PositionScale, y: PositionScale): Markish[] {
  return [...new Set(chance.length === 0 ? [] : extent(chance))].map((level) => {
    const ends = y.domain.map((along) => ({ at: x.at(level), along }));
    return line(ends, {
      x: "at",
      y: "along",
      stroke: "#000000",
      strokeWidth: 1.5,
      strokeDasharray: DASHES,
    });
  });
}

function chanceLegend(chance: readonly number[]): LegendEntry[] {
  return chance.length === 0 ? [] : [{ sample: dashSample("#000000", DASHES), label: "chance" }];
}

function missingRows(missing: number): string {
  return missing === 0 ? "" : `${count(missing, "value is", "values are")} missing and in no bin.`;
}

function dataOf({ facet, series }: Scene, column: Column, bars: readonly Bar[]): Table {
  const { labels: _, reasons: __, ...plain } = column;
  const part = (suffix: string, of: (bar: Bar) => number): Column => ({
    ...plain,
    name: `${column.name}${suffix}`,
    values: bars.map((bar) => of(bar)),
  });
  return {
    rows: bars.length,
    columns: [
      ...keyOf(facet, bars, (bar) => bar.facet),
      ...keyOf(series, bars, (bar) => bar.series),
      part(".from", ({ low }) => low),
      part(".to", ({ high }) => high),
      { ...COUNT, values: bars.map((bar) => bar.count) },
    ],
  };
}

function keyOf(column: Column | undefined, bars: readonly Bar[], of: (bar: Bar) => Scalar | null): Column[] {
  if (column === undefined) return [];
  const { labels: _, reasons: __, ...plain } = column;
  return [{ ...plain, values: bars.map((bar) => of(bar)) }];
}
