import { randomUUID } from "node:crypto";
import { visible } from "@goldilocks/diagnostics";

/** Begins every code of ours. It differs from process to process, so that no text from outside can hold one. */
const MARK = `\u001B${randomUUID()}`;

const CODES = new RegExp(`${MARK}([\\d;]*m|tab)`, "u");

/** Text in a style, by the parameters of an ANSI sequence, such as `31` or `48;2;68;1;84`. Only {@link drawn} makes a sequence of it. */
export const styled = (sgr: string, text: string): string => (text === "" ? "" : `${MARK}${sgr}m${text}${MARK}0m`);

/** Texts on one line with tabs between, for a program that reads them. */
export const tabbed = (cells: readonly string[]): string => cells.join(`${MARK}tab`);

/** A line with something else for every code of ours, everything between them {@link visible}. */
const withCodes = (line: string, code: (own: string) => string): string =>
  line
    .split(CODES)
    .map((part, index) => (index % 2 === 0 ? visible(part) : code(part)))
    .join("");

/** A line as a stream gets it: codes of ours as they are meant, everything else {@link visible}. */
export const drawn = (line: string): string => withCodes(line, (own) => (own === "tab" ? "\t" : `\u001B[${own}`));

/** A line with codes of ours as they are, everything else {@link visible}: as long as it will be drawn, but for the codes. */
export const settled = (line: string): string => withCodes(line, (own) => `${MARK}${own}`);

/** How many characters of a line will be drawn. */
export const widthOf = (line: string): number => withCodes(line, () => "").length;
