/**
 * Widths of text in the font that figures name, so that legends and captions can be laid out without a renderer.
 *
 * Arimo has the metrics of Arial and Liberation Sans, so the same numbers hold where a reader's browser substitutes one of those.
 */

/** What an SVG names as its font; the first is the one that is shipped. */
export const FONT_FAMILY = "Arimo, Liberation Sans, Arial, Helvetica, sans-serif";

/** Advance widths of U+0020 … U+007E in thousandths of the font size. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const OTHER = 650;

/** The width of one line of text in pixels at that size; a little more than the truth for characters outside ASCII. */
export function textWidth(text: string, size: number): number {
  const units = Array.from(text).reduce(
    (total, glyph) => total + (WIDTHS[(glyph.codePointAt(0) ?? 0) - 32] ?? OTHER),
    0,
  );
  return (units * size) / 1000;
}

/** Lines no wider than `width` pixels, broken at spaces, and within a word only where the word itself is wider. */
export function wrapText(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  const words = text.split(/\s+/u).filter((part) => part !== "");
  for (const word of words.flatMap((one) => pieces(one, size, width))) {
    const line = lines.at(-1);
    if (line !== undefined && textWidth(`${line} ${word}`, size) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A word in parts that are no wider than a line, each as long as fits. */
function pieces(word: string, size: number, width: number): string[] {
  if (textWidth(word, size) <= width) return [word];
  const parts: string[] = [];
  for (const letter of word) {
    const part = parts.at(-1);
    if (part !== undefined && textWidth(part + letter, size) <= width) parts[parts.length - 1] = part + letter;
    else parts.push(letter);
  }
  return parts;
}

/** How much of a text that is too long stays before what is left out of its middle. */
const HEAD = 0.6;

/** A text no wider than `width` pixels: where it is, with `…` in place of its middle, since names often differ at their ends. */
export function shortened(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text);
  for (let kept = letters.length - 1; kept > 1; kept -= 1) {
    const head = Math.ceil(kept * HEAD);
    const short = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (kept - head)).join("")}`;
    if (textWidth(short, size) <= width) return short;
  }
  return "…";
}
