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

/** Half of a surrogate pair in a value, which an escape can bring: such a text has no UTF-8. */
export function halfIssue(value: string, span: Span): SpecIssue | undefined {
  const [character] = half.exec(value) ?? [];
  return character === undefined ? undefined : characterIssue(character, span);
}

const characterIssue = (character: string, span: Span): SpecIssue => ({
  code: "SPEC_CHARACTER",
  message: `the character ${nameOf(character)} cannot be in an experiment`,
  span,
  hint: half.test(character) ? "write the whole character, or \\U and its eight digits" : "leave it out",
});
