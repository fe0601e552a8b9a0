import { type Position, type Span } from "@goldilocks/diagnostics";

/** Turns offsets into a text into spans. */
export type Locate = (start: number, end: number) => Span;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: newline } of text.matchAll(/\r\n|\r|\n/gu)) starts.push(index + newline.length);
  return starts;
}

/** The index of the last line that starts at or before `offset`. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * A function from offsets to spans of a text.
 *
 * @param shift - Added to every offset: for a text that is a part of `text`, where it begins.
 */
export function locator(file: string, text: string, shift = 0): Locate {
  const starts = lineStarts(text);
  const position = (at: number): Position => {
    const offset = Math.min(Math.max(at + shift, 0), text.length);
    const line = lineOf(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1, offset };
  };
  return (start, end) => ({ file, start: position(start), end: position(Math.max(start, end)) });
}
