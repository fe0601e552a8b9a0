import type { WriteStream } from "node:tty";
import { visibleJson } from "@goldilocks/diagnostics";
import { drawn } from "./own-codes.ts";

/** One line, or several. A newline within a line does not end it: like all that a terminal obeys, it is shown as an escape. */
export type Lines = string | readonly string[];

/** Where lines go, and what may be shown there. This is the only way to the streams, so that no text from outside gets there raw. */
export interface Terminal {
  readonly print: (lines: Lines) => void;
  /** Prints a value as JSON, in which characters that nobody sees are escapes. */
  readonly printJson: (value: unknown) => void;
  /** Draws over so many lines above, and clears what is left of them. */
  readonly redraw: (over: number, lines: Lines) => void;
  /** Shows a line that the next one is drawn over. */
  readonly passing: (line: string) => void;
  /** Whether lines can be drawn over. */
  readonly live: boolean;
  readonly color: boolean;
  /** 24-bit colours. */
  readonly trueColor: boolean;
  /** Characters a line, at this moment. */
  readonly columns: () => number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const COLUMNS = 100;

/** The variables that ask for colours or for none. Empty, they are not set (no-color.org, force-color.org). */
const WISHES = new Set(["FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS"]);

/** The environment without variables about colours that are empty: some versions of Node.js obey these. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== "" || !WISHES.has(name)));

/** Whether colours are asked for, whatever the stream is: `FORCE_COLOR` and `NO_COLOR`, the former first. */
function wish({ FORCE_COLOR: force, NO_COLOR: no }: Environment): boolean | undefined {
  if (force !== undefined) return force !== "0" && force !== "false";
  return no === undefined ? undefined : false;
}

const textOf = (lines: Lines): string =>
  (typeof lines === "string" ? [lines] : lines).map((line) => `${drawn(line)}\n`).join("");

/** The lines of a text of the program's own, such as a script or a help page. Text from outside belongs on one line. */
export const linesOf = (text: string): readonly string[] => text.replace(/\n$/u, "").split("\n");

/** A stream of this process as a terminal, or as a plain file where it is none. */
export function terminalOf(stream: NodeJS.WriteStream | WriteStream, environment: Environment): Terminal {
  const env = withoutEmpty(environment);
  const asked = wish(env);
  const live = stream.isTTY && env["TERM"] !== "dumb";
  const shows = (colours: number): boolean => live && "hasColors" in stream && stream.hasColors(colours, { ...env });
  const write = (text: string): void => void (text !== "" && stream.write(text));
  return {
    print: (lines) => write(textOf(lines)),
    printJson: (value) => write(textOf(visibleJson(value))),
    redraw: (over, lines) => write(`${over === 0 ? "" : `\u001B[${over}A\r\u001B[J`}${textOf(lines)}`),
    passing: (line) => write(`\r${drawn(line)} \u001B[K\r`),
    live,
    color: asked ?? shows(16),
    trueColor: asked ?? shows(2 ** 24),
    columns: () => (live && stream.columns > 0 ? stream.columns : COLUMNS),
  };
}
