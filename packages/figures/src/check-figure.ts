import type { FiguresIssue } from "./errors.ts";
import type { FigureKind, FigureSpec, Reference } from "./figure-spec.ts";
import { type ColumnKind, unknownColumn } from "./table.ts";

type Channel = "x" | "y" | "fill" | "series" | "facet";

const CHANNELS: readonly Channel[] = ["x", "y", "fill", "series", "facet"];

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
  return [...channelIssues(figure), ...columnIssues(figure, columns), ...optionIssues(figure, columns)];
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
      });
  }
  return issues;
}

function columnIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const issues: FiguresIssue[] = [];
  const named = CHANNELS.flatMap((channel) =>
    figure[channel] === undefined ? [] : [{ channel, name: figure[channel] }],
  );
  for (const { channel, name } of named) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) issues.push(unknownColumn(name, columns));
    else if (KINDS[figure.kind].numeric.includes(channel) && column.kind !== "number")
      issues.push({
        code: "FIGURES_NOT_NUMERIC",
        message: `${channel} of a ${figure.kind} must be numbers, but "${name}" holds ${column.kind}s`,
        hint: `name another column in ${channel}`,
      });
  }
  for (const name of Object.keys(figure.where ?? {}))
    if (!columns.some((column) => column.name === name)) issues.push(unknownColumn(name, columns));
  return issues;
}

function optionIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const issues: FiguresIssue[] = [];
  const { interval, domain, reference = [] } = figure;
  if (interval !== undefined && !(interval > 0 && interval < 1))
    issues.push({
      code: "FIGURES_INTERVAL",
      message: `interval ${interval} is not in (0, 1)`,
      hint: "write 0.95 for 95 %",
    });
  if (domain !== undefined) issues.push(...domainIssues(figure, domain, columns));
  for (const mark of reference) if (mark !== "chance") issues.push(...coefficientIssues(figure, mark));
  if (reference.includes("deathLine")) issues.push(...sizeIssues(columns));
  if (reference.includes("chance")) issues.push(...chanceIssues(figure, columns));
  return issues;
}

function domainIssues(
  { kind, y, fill }: FigureSpec,
  domain: readonly [number, number],
  columns: readonly ColumnKind[],
): FiguresIssue[] {
  const [low, high] = domain;
  const code = "FIGURES_DOMAIN";
  const text = `domain [${domain.join(", ")}]`;
  if (!(low < high)) return [{ code, message: `${text} is empty`, hint: "write the lower bound first" }];
  const name = kind === "histogram" ? undefined : (fill ?? y);
  const logarithmic = columns.some((column) => column.name === name && column.scale === "log");
  if (low > 0 || !logarithmic) return [];
  const message = `${text} begins at ${low}, but "${name}" is drawn on a logarithmic scale`;
  return [{ code, message, hint: "write a lower bound above 0" }];
}

function coefficientIssues(figure: FigureSpec, reference: Reference): FiguresIssue[] {
  const shown = figure.x === L1 || (figure.kind === "heatmap" && figure.y === L1);
  if (shown && figure.kind !== "histogram" && figure.kind !== "scatter") return [];
  const message = `${reference} needs ${L1} as x of a line, or as x or y of a heatmap`;
  return [{ code: "FIGURES_REFERENCE", message, hint: `remove ${reference} from reference` }];
}

function sizeIssues(columns: readonly ColumnKind[]): FiguresIssue[] {
  const names = ["sae.dictSize", "data.activationDim"];
  const missing = names.filter((name) => !columns.some((column) => column.name === name));
  return missing.map((name) => unknownColumn(name, columns));
}

const L1 = "sae.l1Coefficient";

function chanceIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const measured = figure.fill ?? (figure.kind === "histogram" ? figure.x : figure.y);
  const name = `${measured}.chance`;
  if (columns.some((column) => column.name === name)) return [];
  return [
    {
      code: "FIGURES_REFERENCE",
      message: `there is no column "${name}"`,
      hint: "remove chance from reference",
    },
  ];
}
