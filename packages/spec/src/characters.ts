import { type Span } from "@goldilocks/diagnostics";
import { type SpecIssue } from "./error.ts";
import { type Locate } from "./positions.ts";

/** Characters that YAML has no place for: control characters but tabs and line breaks, and halves of a surrogate pair. */
const unprintable = /[^\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const half = /\p{Surrogate}/u;

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

const mostTold = 20;

/** Characters in a text that no YAML file may hold, each where it stands. */
export function unprintableIssues(text: string, at: Locate): SpecIssue[] {
  const found: SpecIssue[] = [];
  for (const { index, 0: character } of text.matchAll(unprintable)) {
    if (found.push(characterIssue(character, at(index, index + 1))) >= mostTold) break;
  }
  return found;
}

/**
 * A character in a value that no file may hold, which an escape such as `\u0000` can bring all the same. An SVG cannot hold it, half of a
 * surrogate pair has no UTF-8, and a control character could change a terminal.
 */
export function valueIssue(value: string, span: Span): SpecIssue | undefined {
  const [character] = value.match(unprintable) ?? [];
  return character === undefined ? undefined : characterIssue(character, span);
}

const characterIssue = (character: string, span: Span): SpecIssue => ({
  code: "SPEC_CHARACTER",
  message: `the character ${nameOf(character)} cannot be in an experiment`,
  span,
  hint: half.test(character) ? "write the whole character, or \\U and its eight digits" : "leave it out",
});
