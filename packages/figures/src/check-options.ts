import { DEFAULT_FORMATS, type Scaled, type Spread } from "./figure-options.ts";
import type { FiguresIssue } from "./errors.ts";
import { type Channel, columnsAt } from "./figure-channels.ts";
import type { FigureKind, FigureSpec } from "./figure-spec.ts";
import type { ColumnKind } from "./table.ts";

/** What is wrong with a figure's bounds and borders in themselves, whatever else is wrong: they ascend. */
export function orderIssues(figure: FigureSpec): FiguresIssue[] {
  return [...boundsOf(figure).flatMap(({ option, pair }) => emptyBounds(option, pair)), ...unsortedBins(figure)];
}

const SCALED: readonly Scaled[] = ["x", "y", "fill"];

/** What is wrong with how a figure is to look: options that its kind does not have, and values that no column can have. */
export function optionIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  return [
    ...kindIssues(figure),
    ...labelIssues(figure),
    ...SCALED.flatMap((channel) => scaleIssues(figure, channel, columns)),
    ...domainIssues(figure, columns),
    ...binIssues(figure, columns),
    ...severalIssues(figure, columns),
  ];
}

const issue = (
  code: "FIGURES_OPTION" | "FIGURES_SCALE" | "FIGURES_DOMAIN" | "FIGURES_BINS" | "FIGURES_NEGATIVE_ON_LOG",
  option: string,
  message: string,
  hint: string,
): FiguresIssue => ({ code, message, hint, option });

/** Kinds that have an option, where not all have it. */
const ONLY: readonly { option: keyof FigureSpec; value?: Spread; kinds: readonly FigureKind[] }[] = [
  { option: "bins", kinds: ["histogram"] },
  { option: "numbers", kinds: ["heatmap"] },
  { option: "spread", value: "strip", kinds: ["line", "history"] },
  { option: "spread", value: "box", kinds: ["line", "history"] },
];

function kindIssues(figure: FigureSpec): FiguresIssue[] {
  const { kind, formats = DEFAULT_FORMATS, dpi } = figure;
  const unfit = ONLY.filter(
    ({ option, value, kinds }) =>
      figure[option] !== undefined && (value === undefined || figure[option] === value) && !kinds.includes(kind),
  );
  const stepped = kind === "history" && typeof figure.reduce === "object";
  const all = "a history shows every step, not one";
  const issues = stepped ? [issue("FIGURES_OPTION", "reduce", all, "remove reduce, or draw a line")] : [];
  const others = unfit.map(({ option, value, kinds }) => {
    const what = value === undefined ? option : `${option} ${value}`;
    return issue(
      "FIGURES_OPTION",
      option,
      `a ${kind} has no ${what}`,
      `remove ${option}: it is for ${kinds.join(", ")}`,
    );
  });
  issues.push(...others);
  if (dpi === undefined || formats.includes("png")) return issues;
  const message = "dpi is the resolution of the PNG, and formats has no png";
  return [...issues, issue("FIGURES_OPTION", "dpi", message, "remove dpi, or add png to formats")];
}

/** Whether a figure has the channel: a histogram counts along y, a history has steps along x. */
function has(figure: FigureSpec, channel: Channel): boolean {
  if (columnsAt(figure, channel).length > 0) return true;
  return (figure.kind === "histogram" && channel === "y") || (figure.kind === "history" && channel === "x");
}

function labelIssues(figure: FigureSpec): FiguresIssue[] {
  const named = Object.keys(figure.labels ?? {});
  const channels = (["x", "y", "fill", "series", "facet"] as const).filter((channel) => named.includes(channel));
  return channels.filter((channel) => !has(figure, channel)).map((channel) => absent(`labels.${channel}`, channel));
}

const absent = (option: string, channel: string): FiguresIssue =>
  issue("FIGURES_OPTION", option, `${option} names ${channel}, which the figure does not have`, `remove ${option}`);

function scaleIssues(figure: FigureSpec, channel: Scaled, columns: readonly ColumnKind[]): FiguresIssue[] {
  const scale = figure.scales?.[channel];
  const option = `scales.${channel}`;
  if (scale === undefined) return [];
  if (!has(figure, channel)) return [absent(option, channel)];
  if (figure.kind === "histogram" && channel === "y")
    return [issue("FIGURES_SCALE", option, "counts have a linear scale", `remove ${option}`)];
  const names = wordsAt(figure, channel, columns);
  if (names === undefined) return scale === "log" ? belowZeroIssues(figure, channel, columns) : [];
  const message = `${option} is ${scale}, but "${names.name}" holds ${names.kind}s, which have no scale`;
  return [issue("FIGURES_SCALE", option, message, `remove ${option}`)];
}

/** Of other columns only their values tell, and those are then drawn as far as they can be. */
function belowZeroIssues(figure: FigureSpec, channel: Scaled, columns: readonly ColumnKind[]): FiguresIssue[] {
  const found = columns.find(({ name, belowZero }) => belowZero && columnsAt(figure, channel).includes(name));
  if (found === undefined) return [];
  const message = `"${found.name}" has values below 0, which have no place on a logarithmic scale`;
  return [issue("FIGURES_NEGATIVE_ON_LOG", `scales.${channel}`, message, `remove scales.${channel}`)];
}

/** The first column of a channel that holds no numbers. */
const wordsAt = (figure: FigureSpec, channel: Channel, columns: readonly ColumnKind[]): ColumnKind | undefined =>
  columns.find(({ name, kind }) => kind !== "number" && columnsAt(figure, channel).includes(name));

/** Whether a channel is drawn logarithmically, as far as is known. */
function isLog(figure: FigureSpec, channel: Scaled, columns: readonly ColumnKind[]): boolean {
  const scale = figure.scales?.[channel];
  if (scale !== undefined) return scale === "log";
  return columns.some(({ name, scale: own }) => own === "log" && columnsAt(figure, channel).includes(name));
}

/** Bounds that a figure gives a channel, and the key that they stand at. */
interface Bounded {
  readonly option: string;
  readonly channel: Scaled;
  readonly pair: readonly [number, number];
}

/** The channel that `domain` bounds. */
const ownChannel = ({ kind, fill }: FigureSpec): Scaled => (fill !== undefined && kind !== "histogram" ? "fill" : "y");

function boundsOf(figure: FigureSpec): readonly Bounded[] {
  const { domain, domains = {} } = figure;
  return [
    ...(domain === undefined ? [] : [{ option: "domain", channel: ownChannel(figure), pair: domain }]),
    ...SCALED.flatMap((channel) => {
      const pair = domains[channel];
      return pair === undefined ? [] : [{ option: `domains.${channel}`, channel, pair }];
    }),
  ];
}

function domainIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const { domain, domains = {} } = figure;
  const own = ownChannel(figure);
  const twice = domain !== undefined && domains[own] !== undefined;
  const message = `domain already bounds ${own} in this figure`;
  return [
    ...(twice ? [issue("FIGURES_OPTION", `domains.${own}`, message, "remove one of the two")] : []),
    ...boundsOf(figure).flatMap((bounds) => boundIssues(figure, bounds, columns)),
  ];
}

function emptyBounds(option: string, [low, high]: Bounded["pair"]): FiguresIssue[] {
  if (low < high) return [];
  return [issue("FIGURES_DOMAIN", option, `${option} [${low}, ${high}] is empty`, "write the lower bound first")];
}

function boundIssues(
  figure: FigureSpec,
  { option, channel, pair }: Bounded,
  columns: readonly ColumnKind[],
): FiguresIssue[] {
  const [low] = pair;
  if (!has(figure, channel)) return option === "domain" ? [] : [absent(option, channel)];
  const empty = emptyBounds(option, pair);
  if (empty.length > 0) return empty;
  const names = wordsAt(figure, channel, columns);
  if (names !== undefined)
    return [issue("FIGURES_DOMAIN", option, `"${names.name}" holds ${names.kind}s, which no bounds cut`, "use where")];
  if (low > 0 || !isLog(figure, channel, columns)) return [];
  const name = columnsAt(figure, channel)[0] ?? channel;
  const message = `${option} [${pair.join(", ")}] begins at ${low}, but "${name}" is drawn on a logarithmic scale`;
  return [issue("FIGURES_DOMAIN", option, message, "write a lower bound above 0")];
}

function unsortedBins({ bins, kind }: FigureSpec): FiguresIssue[] {
  if (typeof bins !== "object" || kind !== "histogram") return [];
  const unsorted = bins.findIndex((border, index) => index > 0 && border <= (bins[index - 1] ?? border));
  if (unsorted < 1) return [];
  const message = `the border ${bins[unsorted]} is not above ${bins[unsorted - 1]}`;
  return [issue("FIGURES_BINS", "bins", message, "write the borders from the least to the greatest")];
}

function binIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const { bins, kind } = figure;
  if (typeof bins !== "object" || kind !== "histogram") return [];
  const unsorted = unsortedBins(figure);
  if (unsorted.length > 0) return unsorted;
  const [least = 1] = bins;
  if (least > 0 || !isLog(figure, "x", columns)) return [];
  const message = `the border ${least} has no place on a logarithmic axis`;
  return [issue("FIGURES_BINS", "bins", message, "write borders above 0, or `scales: { x: linear }`")];
}

/** Kinds that draw several columns along y. */
const SEVERAL: ReadonlySet<FigureKind> = new Set(["line", "history"]);

function severalIssues(figure: FigureSpec, columns: readonly ColumnKind[]): FiguresIssue[] {
  const { kind, y, series } = figure;
  if (typeof y !== "object" || y.length < 2) return [];
  if (!SEVERAL.has(kind)) {
    const message = `a ${kind} has one column along y, not ${y.length}`;
    return [issue("FIGURES_OPTION", "y", message, "name one column, or draw a line")];
  }
  const issues: FiguresIssue[] = [];
  if (series !== undefined) {
    const hint = `remove series, or draw ${series} as panels: \`facet: ${series}\``;
    issues.push(issue("FIGURES_OPTION", "series", "several columns along y are the series themselves", hint));
  }
  const scales = new Set(y.map((name) => columns.find((column) => column.name === name)?.scale ?? "unknown"));
  if (figure.scales?.y !== undefined || !(scales.has("log") && scales.has("linear"))) return issues;
  const of = (scale: string): string | undefined =>
    y.find((name) => columns.some((column) => column.name === name && column.scale === scale));
  const message = `${of("linear")} has a linear scale and ${of("log")} a logarithmic one`;
  return [...issues, issue("FIGURES_SCALE", "y", message, "choose one: `scales: { y: linear }` or `{ y: log }`")];
}
