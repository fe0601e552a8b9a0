import { optionIssues } from "./check-options.ts";
import type { FiguresIssue } from "./errors.ts";
import { type Channel, CHANNELS, columnsAt } from "./figure-channels.ts";
import type { FigureKind, FigureSpec, Reference } from "./figure-spec.ts";
import { type Column, type ColumnKind, unknownColumn } from "./table.ts";

/** What each kind of figure needs and takes; `numeric` channels must be numbers. */
const KINDS: Record<FigureKind, { needs: readonly Channel[]; takes: readonly Channel[]; numeric: readonly Channel[] }> =
  {
    line: { needs: ["x", "y"], takes: ["series", "facet"], numeric: ["y"] },
    history: { needs: ["y"], takes: ["x", "series", "facet"], numeric: ["x", "y"] },
    heatmap: { needs: ["x", "y", "fill"], takes: ["facet"], numeric: ["fill"] },
    scatter: { needs: ["x", "y"], takes: ["fill", "series", "facet"], numeric: ["x", "y", "fill"] },
    histogram: { needs: ["x"], takes: ["series", "facet"], numeric: ["x"] },
  };

/**
 * What is wrong with a figure, before anything has run: columns that do not exist or have the wrong kind, channels its kind needs or does
 * not take, references it cannot show. An empty list means that only the values themselves can still stop it.
 */
export function checkFigure(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  return [
    ...channelIssues(figure),
    ...columnIssues(figure, columns),
    ...valueIssues(figure, columns),
    ...optionIssues(figure, columns),
  ];
}

/** Series that a scatter with fill tells apart by shape. */
const MOST_SHAPES = 8;

/**
 * Whether a scatter with fill has more series than there are shapes, as far as the columns are known with their values. Series that only
 * measuring tells are drawn as far as there are shapes.
 */
export function seriesIssues(
  { kind, fill, series }: FigureSpec,
  columns: readonly Pick<Column, "name" | "values">[],
): FiguresIssue[] {
  if (kind !== "scatter" || fill === undefined || series === undefined) return [];
  const values = columns.find(({ name }) => name === series)?.values ?? [];
  const count = new Set(values.filter((value) => value !== null)).size;
  if (count <= MOST_SHAPES) return [];
  const message = `a scatter with fill tells at most ${MOST_SHAPES} series apart, but "${series}" has ${count} values`;
  const hint = `use facet: ${series}, or fewer values by where`;
  return [{ code: "FIGURES_CHANNEL", message, hint, option: "series" }];
}

function channelIssues(figure: FigureSpec): FiguresIssue[] {
  const { needs, takes } = KINDS[figure.kind];
  const issues: FiguresIssue[] = [];
  for (const channel of CHANNELS) {
    const given = figure[channel] !== undefined;
    const known = needs.includes(channel) || takes.includes(channel);
    if (!given && needs.includes(channel))
      issues.push({
        code: "FIGURES_CHANNEL",
        message: `a ${figure.kind} needs ${channel}`,
        hint: `name a column in ${channel}`,
      });
    if (given && !known)
      issues.push({
        code: "FIGURES_CHANNEL",
        message: `a ${figure.kind} takes no ${channel}`,
        hint: `remove ${channel}`,
        option: channel,
      });
  }
  return issues;
}

function columnIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const issues: FiguresIssue[] = [];
  const named = CHANNELS.flatMap((channel) => columnsAt(figure, channel).map((name) => ({ channel, name })));
  for (const { channel, name } of named) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) issues.push({ ...unknownColumn(name, columns), option: channel });
    else if (KINDS[figure.kind].numeric.includes(channel) && column.kind !== "number")
      issues.push({
        code: "FIGURES_NOT_NUMERIC",
        message: `${channel} of a ${figure.kind} must be numbers, but "${name}" holds ${column.kind}s`,
        hint: `name another column in ${channel}`,
        option: channel,
      });
  }
  for (const name of Object.keys(figure.where ?? {}))
    if (!columns.some((column) => column.name === name))
      issues.push({ ...unknownColumn(name, columns), option: `where.${name}` });
  return issues;
}

function valueIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const issues: FiguresIssue[] = [];
  const { interval, reference = [] } = figure;
  if (interval !== undefined && !(interval > 0 && interval < 1))
    issues.push({
      code: "FIGURES_INTERVAL",
      message: `interval ${interval} is not in (0, 1)`,
      hint: "write 0.95 for 95 %",
      option: "interval",
    });
  for (const mark of reference) if (mark !== "chance") issues.push(...coefficientIssues(figure, mark));
  if (reference.includes("deathLine")) issues.push(...sizeIssues(columns));
  if (reference.includes("chance")) issues.push(...chanceIssues(figure, columns));
  return issues;
}

function coefficientIssues(figure: FigureSpec, reference: Reference): FiguresIssue[] {
  const shown = figure.x === L1 || (figure.kind === "heatmap" && figure.y === L1);
  if (shown && figure.kind !== "histogram" && figure.kind !== "scatter") return [];
  const message = `${reference} needs ${L1} as x of a line, or as x or y of a heatmap`;
  return [{ code: "FIGURES_REFERENCE", message, hint: `remove ${reference} from reference`, option: "reference" }];
}

function sizeIssues(columns: readonly ColumnKind[]): FiguresIssue[] {
  const names = ["sae.dictSize", "data.activationDim"];
  const missing = names.filter((name) => !columns.some((column) => column.name === name));
  return missing.map((name) => Object.assign(unknownColumn(name, columns), { option: "reference" }));
}

const L1 = "sae.l1Coefficient";

function chanceIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const channel = figure.fill !== undefined ? "fill" : figure.kind === "histogram" ? "x" : "y";
  const names = columnsAt(figure, channel).map((name) => `${name}.chance`);
  if (columns.some((column) => names.includes(column.name))) return [];
  const [name = ""] = names;
  return [
    {
      code: "FIGURES_REFERENCE",
      message: `there is no column "${name}"`,
      hint: "remove chance from reference",
      option: "reference",
    },
  ];
}
