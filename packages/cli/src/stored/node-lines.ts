import type { Json } from "@goldilocks/digest";
import { changesText } from "../run-command.ts";
import { align } from "../text/align.ts";
import type { Paint } from "../text/paint.ts";
import { bytes, count } from "../text/quantities.ts";
import type { NodeFacts } from "./describe-node.ts";
import { isRecord } from "./json.ts";
import { madeBy } from "./makers.ts";
import { kindInWords, parameterRows, readPreImage, shown } from "./node-words.ts";

const MOST_INPUTS = 8;
const MOST_RUNS = 5;

/** A node as lines for a person: what it is, what decides it, what it made. */
export function nodeLines(facts: NodeFacts, paint: Paint): readonly string[] {
  const { key, kind, opVersion, provenance, stored, asked, preImage } = facts;
  const read = readPreImage(preImage);
  const head = [
    ["made", stored ? madeBy(provenance) : "not in the store: an identity without a result, or not computed yet"],
    ["op version", opVersion],
    ...(facts.device === null ? [] : [["device", facts.device]]),
    ...facts.derivedFrom.map((from) => ["derived from", from]),
    ...facts.derivedIn.map((run) => ["derived in", run]),
    ...asked
      .slice(-MOST_RUNS)
      .map((one, index) => [index === 0 ? "runs" : "", `${one.run} ${changesText(one)}`.trimEnd()]),
  ];
  return [
    `${paint.bold(kind === "" ? "a node of another version" : kind)} ${paint.cyan(key)}`,
    ...(read === undefined ? [] : [`  ${kindInWords(read.kind)}`]),
    ...indented(head),
    ...block("what decides it", read === undefined ? [] : indented(parameterRows(read)), paint),
    ...block(`inputs (${facts.inputs.length})`, inputLines(facts), paint),
    ...block("outputs", outputLines(facts), paint),
    ...block("values", valueLines(facts.values), paint),
  ];
}

/** Rows of two texts, aligned and moved in. */
export const indented = (rows: readonly (readonly string[])[]): readonly string[] =>
  align(rows, ["left", "left"]).map((line) => `  ${line}`);

/** Lines under a heading; nothing where there are none. */
export const block = (title: string, lines: readonly string[], paint: Paint): readonly string[] =>
  lines.length === 0 ? [] : ["", paint.bold(title), ...lines];

function inputLines({ inputs }: NodeFacts): readonly string[] {
  const lines = indented(inputs.slice(0, MOST_INPUTS).map(({ key, kind }) => [kind ?? "–", key]));
  return inputs.length > MOST_INPUTS ? [...lines, `  and ${count(inputs.length - MOST_INPUTS, "other")}`] : lines;
}

const outputLines = ({ outputs }: NodeFacts): readonly string[] =>
  Object.entries(outputs).flatMap(([name, { digest, bytes: size, path }]) => [
    `  ${name}  ${digest}`,
    `  ${" ".repeat(name.length)}  ${bytes(size)}, ${path}`,
  ]);

/** Values as rows; a list of records, such as a history, as a table. */
function valueLines(values: Json): readonly string[] {
  if (!isRecord(values)) return values === null ? [] : [`  ${shown(values)}`];
  return Object.entries(values).flatMap(([name, value]) => {
    const records = Array.isArray(value) ? value.filter(isRecord) : [];
    if (records.length === 0) return indented([[name, shown(value ?? null)]]);
    const columns = Object.keys(records[0] ?? {});
    const rows = records.map((record) => columns.map((column) => brief(record[column] ?? null)));
    const table = align(
      [columns, ...rows],
      columns.map(() => "right" as const),
    );
    return [`  ${name}`].concat(table.map((line) => `    ${line}`));
  });
}

const brief = (value: Json): string =>
  typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : shown(value);
