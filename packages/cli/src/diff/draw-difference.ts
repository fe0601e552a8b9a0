import { canonicalJson, sha256 } from "@goldilocks/digest";
import { GoldilocksError } from "@goldilocks/diagnostics";
import { type FigureRenderer, writtenFacts } from "@goldilocks/engine";
import { differenceFigure, renderFigure, tableToCsv, tableToJson } from "@goldilocks/figures";
import type { MatchedCells } from "@goldilocks/plan";
import { figureNodes, type NamedFigure } from "../nodes.ts";
import { metricNames } from "./compare-numbers.ts";
import { placedTables } from "./placed-tables.ts";
import type { Side } from "./side.ts";

/** A picture of how two figures differ, as files by their ending; or why there is none. */
export type Picture = { readonly name: string } & (
  | { readonly files: Readonly<Record<string, Uint8Array | string>> }
  | { readonly none: string }
);

type Figure = NamedFigure;

/** Draws how each figure of one side differs from that of the other. The same figures give the same bytes. */
export function drawDifferences(a: Side, b: Side, matched: MatchedCells, renderer: FigureRenderer): readonly Picture[] {
  return figurePairs(a, b).map(([left, right]) => {
    const { name } = left;
    if (right === undefined) return { name, none: "only one of them has a figure of that name" };
    try {
      return drawn([a, b], [left, right], matched, renderer);
    } catch (error) {
      // What cannot be drawn, such as a negative number on a logarithmic axis, is no reason to compare nothing.
      if (error instanceof GoldilocksError) return { name, none: error.message };
      throw error;
    }
  });
}

/** Two figures that were named belong together; else those of one name. */
function figurePairs(a: Side, b: Side): readonly (readonly [Figure, Figure | undefined])[] {
  const [left, right] = [a, b].map(figuresOf);
  const named = a.what === "figure" && b.what === "figure";
  return (left ?? []).map((figure) => [figure, named ? right?.[0] : right?.find(({ name }) => name === figure.name)]);
}

const figuresOf = ({ plan, what, key }: Side): readonly Figure[] =>
  figureNodes(plan).filter((figure) => what !== "figure" || figure.key === key);

type Two<T> = readonly [T, T];

function drawn(
  sides: Two<Side>,
  figures: Two<Figure>,
  { pairs, onlyA, onlyB }: MatchedCells,
  renderer: FigureRenderer,
): Picture {
  const [a, b] = sides;
  const { name } = figures[0];
  if (a.table === null || b.table === null) return { name, none: "the numbers are missing" };
  const names: Two<string> = [`A: ${shortName(a, figures[0])}`, `B: ${shortName(b, figures[1])}`];
  const measured = new Set(sides.flatMap(({ plan }) => metricNames(plan)));
  const columns = [a.table, b.table].flatMap((table) => table.columns.map((column) => column.name));
  const found = differenceFigure({
    figures: [figures[0].parameters.spec, figures[1].parameters.spec],
    tables: [a.table, b.table],
    placed: placedTables(a.table, b.table),
    // In the order of the first table, as names on an axis stand in the order in which they come.
    pairs: [
      ...[...pairs, ...onlyA.map((cell) => [cell, undefined] as const)]
        .toSorted(([left], [right]) => left.index - right.index)
        .map(([left, right]) => [left.index, right?.index ?? null] as const),
      ...onlyB.map(({ index }) => [null, index] as const),
    ],
    placing: new Set(columns.filter((column) => !measured.has(column))),
    names,
  });
  if ("none" in found) return { name, none: found.none };
  const { svg, data } = renderFigure({
    figure: { ...found.figure, ...wordsOf(figures, names) },
    table: found.table,
    caption: factsOf(figures),
    metadata: metadataOf(figures),
    document: renderer.document(),
  });
  return { name, files: { svg, png: renderer.rasterise(svg), csv: tableToCsv(data), json: tableToJson(data) } };
}

const DIGITS = 12;
const shortName = ({ plan }: Side, { key }: Figure): string => `${plan.experiment.name} ${key.slice(0, DIGITS)}`;

function wordsOf(
  [left, right]: Two<Figure>,
  [a, b]: Two<string>,
): { readonly title: string; readonly caption: string } {
  const titles = [...new Set([left, right].map(({ parameters }) => parameters.title))].join(" / ");
  if (left.parameters.spec.kind !== "heatmap") return { title: `${titles}: A and B`, caption: `${a}. ${b}.` };
  return { title: `${titles}: B − A`, caption: `${a}. ${b}. Red where B is higher, blue where A is.` };
}

function factsOf([left, right]: Two<Figure>): ReturnType<typeof writtenFacts> {
  const [a, b] = [left, right].map(({ key, parameters }) => writtenFacts(parameters.facts, key));
  const both = (of: (facts: ReturnType<typeof writtenFacts> | undefined) => string | undefined): string =>
    of(a) === of(b) ? (of(a) ?? "") : `A: ${of(a)}; B: ${of(b)}`;
  return {
    scale: both((facts) => facts?.scale),
    steps: both((facts) => facts?.steps),
    seeds: both((facts) => facts?.seeds),
    hash: both((facts) => facts?.hash),
  };
}

/** Both figures with their experiments: the picture's hash is that of these. */
function metadataOf(figures: Two<Figure>): { readonly key: string; readonly spec: string } {
  const [a, b] = figures.map(({ key, parameters }) => ({ key, spec: parameters.normal }));
  const spec = canonicalJson({ difference: { a: a ?? null, b: b ?? null } });
  return { key: sha256(spec), spec };
}
