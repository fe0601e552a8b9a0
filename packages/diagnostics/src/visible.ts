/**
 * Everything that a terminal obeys or does not draw: control characters, marks that turn the direction of writing, separators of lines
 * and paragraphs, halves of a surrogate pair, and all that Unicode calls ignorable, such as characters without a width.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", String.raw`\n`],
  ["\r", String.raw`\r`],
  ["\t", String.raw`\t`],
]);

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return SHORT.get(character) ?? `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}

/**
 * Text from outside on one line, with an escape such as `\x1b`, `\n` or `\u202e` for every character that would move the cursor, change
 * colours, reorder the line or stay unseen. Text without such characters stays as it is.
 */
export const visible = (text: string): string => text.replaceAll(UNSEEN, escaped);

/** Escapes that JSON has, so that what is parsed is the same value. */
const jsonEscapes = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16);
    return `\\u${unit.padStart(4, "0")}`;
  }).join("");

/** A value as lines of JSON in which {@link visible} would find nothing: parsed, they are the same value. */
export const visibleJson = (value: unknown): readonly string[] =>
  JSON.stringify(value, undefined, 2)
    .split("\n")
    .map((line) => line.replaceAll(UNSEEN, jsonEscapes));
