import { visible } from "@goldilocks/diagnostics";

/** What Markdown would obey in the middle of a line: HTML, links and images, entities, escapes, and code that is not closed. */
const ACTIVE = /\\|<[a-z/!?]|\]\(|&(?:#|[a-z][a-z\d]*;)/iu;
const CLOSED = /^[^`]*(?:`[^`]+`[^`]*)*$/u;

/** How a line of prose, or of a list, begins. Headings, quotations, code, rules, tables and definitions begin otherwise. */
const BEGINS =
  /^ {0,3}(?:(?:[-*+]|\d{1,3}[.)]) )?(?!\d+[.)](?:\s|$)|\[[^\]]*\]:)[*_]{0,2}[\p{L}\p{N}\p{Pi}\p{Pf}\p{So}"'([„…–—]/u;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "|": "&#124;",
};

/** One line of text in which nothing means anything. */
const inert = (line: string): string =>
  visible(line).replaceAll(/[!-/:-@[-`{-~]/gu, (sign) => ENTITIES[sign] ?? `\\${sign}`);

const isPlain = (line: string): boolean => visible(line) === line && CLOSED.test(line) && !ACTIVE.test(line);

/**
 * Text from outside on one line of Markdown, after other text. Ordinary text stays as it is; where Markdown would obey any of it, every
 * sign is escaped.
 */
export function markdownLine(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/gu, " ").trim();
  return isPlain(line) ? line : inert(line);
}

/** {@link markdownLine} in a cell of a table. */
export function markdownCell(text: string): string {
  const line = text.replaceAll("\n", " ");
  return isPlain(line) ? line.replaceAll("|", String.raw`\|`) : inert(line);
}

/** Paragraphs and lists of text from outside. Where any line of them would begin something else, every sign is escaped. */
export function markdownParagraphs(text: string): string {
  const lines = text.split("\n");
  const isProse = lines.every((line) => line === "" || (BEGINS.test(line) && isPlain(line) && !line.includes("|")));
  return isProse ? text : lines.map((line) => inert(line.trim())).join("\n");
}

/** Text from outside as code within a line. */
export function markdownCode(text: string): string {
  const line = visible(text);
  const longest = Math.max(0, ...(line.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
