import { type ColourScale, colourScale } from "./colour-scale.ts";
import { extent } from "./extent.ts";
import { type Facet, facetsOf } from "./facets.ts";
import type { FigureSpec, Scalar } from "./figure-spec.ts";
import { formatNumber, shortNumber } from "./format-number.ts";
import { groupRows } from "./group-rows.ts";
import { log10 } from "./log10.ts";
import { chanceOf } from "./measured-colours.ts";
import { whereNote } from "./selection-notes.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { type Statistic, statistic } from "./statistic.ts";
import { type Column, columnNamed, distinctValues, labelsOf, type Table } from "./table.ts";
import { type Colour, inkOn, viridis } from "./viridis.ts";

/** How wide a terminal is, and how 24-bit colours get there; without them, shades. */
export interface TerminalOptions {
  readonly columns: number;
  /** Gives text a style, by the parameters of an ANSI sequence: `48;2;68;1;84`. @default none */
  readonly style?: (sgr: string, text: string) => string;
}

const SHADES = [" ", "░", "▒", "▓", "█"];

/**
 * A heatmap as lines of text for a terminal: rows from the largest y down (names in their order), values in the cells where there is room, `·` where one is
 * missing, `×` where the cell failed, a blank where there is no cell. Throws what {@link renderFigure} throws.
 */
export function terminalHeatmap(table: Table, given: FigureSpec, options: TerminalOptions): readonly string[] {
  const { scene } = sceneOf(given, table);
  const { figure } = scene;
  const fill = columnNamed(scene.table, figure.fill ?? "");
  const groups = groupRows(scene.rows, [
    scene.facet,
    columnNamed(scene.table, figure.x ?? ""),
    columnNamed(scene.table, figure.y ?? ""),
  ]);
  const cells = new Map(
    groups.map((group) => [JSON.stringify(group.key), statistic(scene.table, fill, group.rows, figure)]),
  );
  const values = [...cells.values()].map(({ value }) => value).filter((value) => value !== null);
  const chance = chanceOf(scene, fill);
  const domain = figure.domains?.fill;
  const colours = colourScale(fill, [...values, ...chance], domain);
  const paint = options.style === undefined ? shaded(colours) : painted(colours, options.style);
  const blocks = facetsOf(scene).map((facet) => block(scene, facet, cells, paint, options.columns));
  const heading = figure.name === undefined ? [] : [`${figure.name}: ${figure.title ?? fill.label}`];
  const where = whereNote(scene);
  const below = [...(where === "" ? [] : [where]), key(fill, values, chance, paint, domain)];
  const parts = [...heading.map((line) => [line]), ...blocks, ...below.map((line) => [line])];
  return parts.flatMap((lines, index) => (index === 0 ? lines : [""].concat(lines)));
}

type Paint = (value: number, text: string) => string;

const painted =
  (colours: ColourScale, style: NonNullable<TerminalOptions["style"]>): Paint =>
  (value, text) => {
    const colour = Number.isNaN(colours.share(value)) ? viridis(0) : colours.colour(value);
    const ink: Colour = inkOn(colour) === "#000000" ? [0, 0, 0] : [255, 255, 255];
    return style(`48;2;${colour.join(";")};38;2;${ink.join(";")}`, text);
  };

const shaded =
  (colours: ColourScale): Paint =>
  (value, text) => {
    const share = Math.min(1, Math.max(0, colours.share(value) || 0));
    const shade = SHADES[Math.min(SHADES.length - 1, Math.floor(share * SHADES.length))] ?? " ";
    return text.trim() === "" ? shade.repeat(text.length) : `${shade}${text.slice(1)}`;
  };

function block(
  scene: Scene,
  facet: Facet,
  cells: ReadonlyMap<string, Statistic>,
  paint: Paint,
  columns: number,
): readonly string[] {
  const x = columnNamed(scene.table, scene.figure.x ?? "");
  const y = columnNamed(scene.table, scene.figure.y ?? "");
  const across = distinctValues(x, scene.rows);
  const upwards = distinctValues(y, scene.rows);
  const down = y.scale === "ordinal" ? upwards : upwards.toReversed();
  const names = labelsOf(y, scene.rows);
  const margin = Math.max(0, ...down.map((value) => (names.get(value) ?? "").length));
  const places = labelsOf(x, scene.rows);
  const isNamed = x.kind !== "number" || x.scale === "ordinal";
  const widest = isNamed ? Math.max(6, ...across.map((value) => (places.get(value) ?? "").length + 1)) : 6;
  const width = Math.max(1, Math.min(widest, Math.floor((columns - margin - 1) / across.length)));
  const lines = down.map((row) => {
    const drawn = across.map((place) => cell(cells.get(JSON.stringify([facet.value, place, row])), width, paint));
    return `${(names.get(row) ?? "").padStart(margin)} ${drawn.join("").trimEnd()}`;
  });
  const title = `${y.label} by ${x.label}${facet.title === undefined ? "" : ` (${facet.title})`}`;
  const below = isNamed ? categories(places, across, width, columns) : [axis(places, across, width)];
  const [under = "", ...more] = below;
  return [title, ...lines, `${" ".repeat(margin + 1)}${under}`, ...more];
}

function cell(found: Statistic | undefined, width: number, paint: Paint): string {
  if (found === undefined) return " ".repeat(width);
  if (found.value === null) return centred(found.failed > 0 ? "×" : "·", width);
  const text = shortNumber(found.value);
  return paint(found.value, width >= 4 && text.length < width ? centred(text, width) : " ".repeat(width));
}

function centred(text: string, width: number): string {
  const before = Math.floor((width - text.length) / 2);
  return `${" ".repeat(before)}${text}`.padEnd(width);
}

/** As many labels as fit, each beginning under its cell; whole powers of ten where there are two of them. */
function axis(names: ReadonlyMap<Scalar, string>, values: readonly Scalar[], width: number): string {
  const round = values.filter((value) => value === 0 || Number.isInteger(log10(Number(value))));
  const wanted = new Set(round.length >= 2 ? round : values);
  let text = "";
  for (const [index, value] of values.entries()) {
    if (!wanted.has(value) || text.length > index * width) continue;
    text = `${text.padEnd(index * width)}${names.get(value) ?? ""} `;
  }
  return text.trimEnd();
}

/** The names under their cells; where they are wider, letters, and lines that say what each stands for. */
function categories(
  names: ReadonlyMap<Scalar, string>,
  values: readonly Scalar[],
  width: number,
  columns: number,
): string[] {
  const labels = values.map((value) => names.get(value) ?? "");
  if (labels.every((label) => label.length < width)) {
    return [
      labels
        .map((label) => label.padEnd(width))
        .join("")
        .trimEnd(),
    ];
  }
  const letters = labels.map((_, index) => letter(index));
  const lines: string[] = [];
  for (const [index, label] of labels.entries()) {
    const entry = `${letters[index]} ${label}`;
    const line = lines.at(-1);
    if (line !== undefined && line.length + 2 + entry.length <= columns) lines[lines.length - 1] = `${line}  ${entry}`;
    else lines.push(entry);
  }
  return [
    letters
      .map((one) => one.padEnd(width))
      .join("")
      .trimEnd(),
    ...lines,
  ];
}

/** a … z, then A … Z, then the first letters again. */
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const letter = (index: number): string => LETTERS[index % LETTERS.length] ?? "?";

function key(
  fill: Column,
  values: readonly number[],
  chance: readonly number[],
  paint: Paint,
  domain: FigureSpec["domain"],
): string {
  const [lowest, highest] = extent(values);
  const [low, high] = domain ?? [lowest, highest];
  const [least, most] = extent(chance);
  const steps = Array.from({ length: 16 }, (_, step) => paint(low + ((high - low) * step) / 15, " ")).join("");
  const range = most > least ? `–${formatNumber(most, 2)}` : "";
  const level = chance.length === 0 ? "" : `, chance ${formatNumber(least, 2)}${range}`;
  const from = `${lowest < low ? "≤ " : ""}${formatNumber(low, 3)}`;
  const to = `${highest > high ? "≥ " : ""}${formatNumber(high, 3)}`;
  return `${fill.label}: ${from} ${steps} ${to}${level}`;
}
