import { settled, widthOf } from "./own-codes.ts";

/** How a column of text stands. */
export type Side = "left" | "right";

/** Rows of text as lines whose columns stand below each other, two blanks apart. */
export function align(rows: readonly (readonly string[])[], sides: readonly Side[]): string[] {
  const cells = rows.map((row) => row.map((text) => ({ text: settled(text), width: widthOf(text) })));
  const widths = sides.map((_, column) => Math.max(0, ...cells.map((row) => row[column]?.width ?? 0)));
  return cells.map((row) =>
    row
      .map(({ text, width }, column) => {
        const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - width));
        return sides[column] === "right" ? `${blanks}${text}` : `${text}${blanks}`;
      })
      .join("  ")
      .trimEnd(),
  );
}
