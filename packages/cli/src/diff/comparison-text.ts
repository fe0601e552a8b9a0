import { align } from "../text/align.ts";
import { apart } from "../text/apart.ts";
import type { Paint } from "../text/paint.ts";
import type { Compared } from "./compare.ts";
import type { SideFacts } from "./compare-sides.ts";
import { fieldLines } from "./field-lines.ts";
import { nodesLines } from "./nodes-lines.ts";
import { numberLines } from "./number-lines.ts";

const DIGITS = 12;

/** A comparison as a person reads it: what differs in the fields, in the nodes, in the numbers, and where the pictures are. */
export function comparisonLines(found: Compared, top: number, paint: Paint): readonly string[] {
  const { a, b, same, fields, nodes, numbers, notes } = found;
  const head = align([sideRow("A", a), sideRow("B", b)], ["left", "left", "left", "left", "left"]);
  const noNumbers = notes.map((note) => `${paint.bold("numbers")}: ${note}`);
  if (same && numbers !== null) return [...head, "", `${paint.green("the same")}: every field, node and number`];
  const blocks = [
    head,
    fieldLines(fields, paint),
    nodesLines(nodes, paint),
    [...numberLines(numbers, top, paint), ...noNumbers],
    pictureLines(found, paint),
  ];
  return apart(blocks);
}

const sideRow = (side: string, { asked, what, key, name }: SideFacts): readonly string[] => [
  side,
  name,
  what,
  key.slice(0, DIGITS),
  key.startsWith(asked) ? "" : asked,
];

function pictureLines({ pictures }: Compared, paint: Paint): readonly string[] {
  return pictures.map((picture) =>
    "none" in picture
      ? `${paint.bold("picture")}: none of ${picture.name}: ${picture.none}`
      : `${paint.bold("picture")}: ${filesText(Object.values(picture.files))}`,
  );
}

/** Files that differ in their ending alone, as a shell would take them. */
function filesText(files: readonly string[]): string {
  const [first = ""] = files;
  const stem = first.slice(0, first.lastIndexOf(".") + 1);
  return `${stem}{${files.map((file) => file.slice(stem.length)).join(",")}}`;
}
