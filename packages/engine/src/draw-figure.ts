import { canonicalJson } from "@goldilocks/digest";
import { type Column, type FigureSpec, renderFigure, type Table, tableToCsv, tableToJson } from "@goldilocks/figures";
import { type FailedCell, historyScale, type NodeOf } from "@goldilocks/plan";
import { writtenFacts } from "./caption.ts";
import { mediaTypes } from "./media-types.ts";
import type { Made, OpContext } from "./op.ts";
import { numbersOf, readTensors } from "./safetensors.ts";
import { decodeText, encodeText } from "./text-encoding.ts";

type Row = { readonly [name: string]: number | boolean | string | null };

/** A figure node's outputs. This module brings Plot with it, so it is loaded by the thread that draws, when it draws. */
export async function drawFigure(node: NodeOf<"figure">, context: OpContext): Promise<Made> {
  const { spec, title, facts, normal, partial } = node.parameters;
  const renderer = context.renderer();
  const table = await tableOf(node.inputs[0] ?? "", context);
  const histories = await vectorsOf(node, context);
  const { svg, data } = renderFigure({
    figure: { ...(spec as Omit<FigureSpec, "name">), title },
    table,
    ...(histories === undefined ? {} : { histories, failed: withoutVectors(node) }),
    caption: writtenFacts(facts, node.key),
    metadata: {
      key: node.key,
      spec: canonicalJson(normal),
      ...(partial !== undefined && { partial: canonicalJson(partial) }),
    },
    document: renderer.document(),
  });
  return {
    outputs: {
      "figure.svg": { bytes: encodeText(svg), mediaType: mediaTypes.svg },
      "figure.png": { bytes: renderer.rasterise(svg, spec.dpi), mediaType: mediaTypes.png },
      // SVG and PNG are what MLflow shows, so they are always there; a PDF only where it is asked for.
      ...(spec.formats?.includes("pdf") === true && {
        "figure.pdf": { bytes: await renderer.pdf(svg), mediaType: mediaTypes.pdf },
      }),
      "figure.csv": { bytes: encodeText(tableToCsv(data)), mediaType: mediaTypes.csv },
      "figure.json": { bytes: encodeText(tableToJson(data)), mediaType: mediaTypes.json },
    },
    values: { marks: data.rows },
  };
}

async function tableOf(key: string, context: OpContext): Promise<Table> {
  const bytes = await context.read(await context.result(key), "cells.json");
  return JSON.parse(decodeText(bytes)) as Table;
}

/** What a figure draws besides the table, as a long table whose column `row` names the table's row. */
async function vectorsOf(node: NodeOf<"figure">, context: OpContext): Promise<Table | undefined> {
  const { spec, vectors, partial } = node.parameters;
  if (vectors === null) return undefined;
  const rows: Row[] = [];
  const there = new Set(node.needs);
  for (const [row, key] of node.inputs.slice(1).entries()) {
    // Of a cell that failed there is nothing to draw.
    if (partial !== undefined && !there.has(key)) continue;
    const found =
      vectors === "history" ? await historyOf(key, context) : await vectorOf(key, vectors, spec.x ?? "", context);
    for (const entry of found) rows.push({ row, ...entry });
  }
  const names = [...new Set(rows.flatMap((entry) => Object.keys(entry)))];
  const isVector = vectors !== "history";
  return { rows: rows.length, columns: names.map((name) => columnOf(name, rows, isVector)) };
}

/** Rows whose cells failed, so that the figure draws none of them. */
function withoutVectors({ inputs, needs, parameters: { partial } }: NodeOf<"figure">): readonly FailedCell[] {
  const there = new Set(needs);
  return (partial?.failed ?? []).filter(({ row }) => !there.has(inputs[row + 1] ?? ""));
}

async function historyOf(key: string, context: OpContext): Promise<readonly Row[]> {
  const { values } = await context.result(key);
  return (values as { readonly history: readonly Row[] }).history.map(named);
}

/** History entries under the names that metrics have, and the loss as a whole. */
function named(entry: Row): Row {
  const known = Object.entries(entry).map(([name, value]) => [HISTORY_COLUMNS[name] ?? name, value]);
  return { ...Object.fromEntries(known), "loss.total": Number(entry["reconstruction"]) + Number(entry["l1Penalty"]) };
}

const HISTORY_COLUMNS: Readonly<Record<string, string>> = {
  reconstruction: "loss.reconstruction",
  l1Norm: "l1.norm",
  l1Penalty: "l1.penalty",
  mmcsTruth: "mmcs.truth",
};

const LABELS: Readonly<Record<string, string>> = {
  step: "training step",
  "loss.reconstruction": "reconstruction loss (minibatch)",
  "loss.total": "total loss (minibatch)",
  "l1.norm": "L1 norm of the codes, per element",
  "l1.penalty": "L1 penalty",
  l0: "L0",
  dead: "dead elements",
  "mmcs.truth": "MMCS to truth",
  movement: "movement of the dictionary since the last step 1, 2, 5 × 10^k",
};

/** Metrics with a number for each feature or element: what one of these numbers is, and what it is a number of. */
const VECTORS: Readonly<Record<string, { readonly label: string; readonly of: string }>> = {
  "mmcs.truth": { label: "largest cosine of one feature with an element", of: "features" },
  "recovered.truth": { label: "largest cosine of one feature with an element", of: "features" },
  "mmcs.dictionary": { label: "largest cosine of one element with a feature", of: "elements" },
  "mmcs.matched": { label: "cosine of one feature with its matched element", of: "features" },
  "copies.truth": { label: "elements that learned one feature", of: "features" },
};

/** The numbers of one array of a node that has arrays in one file; none where the node has left them out. */
async function vectorOf(key: string, array: string, column: string, context: OpContext): Promise<readonly Row[]> {
  const result = await context.result(key);
  const file = Object.keys(result.outputs).find((name) => name.endsWith(".safetensors"));
  if (file === undefined) return [];
  return [...numbersOf(readTensors(await context.read(result, file)), array)].map((number) => ({ [column]: number }));
}

function columnOf(name: string, rows: readonly Row[], isVector: boolean): Column {
  const vector = isVector ? VECTORS[name] : undefined;
  return {
    name,
    label: vector?.label ?? LABELS[name] ?? name,
    ...(vector !== undefined && { of: vector.of }),
    kind: "number",
    scale: historyScale(name),
    values: rows.map((entry) => entry[name] ?? null),
  };
}
