import type { WriteStream } from "node:tty";

/** Where text goes, and what may be written there. */
export interface Terminal {
  readonly write: (text: string) => void;
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

/** A stream of this process as a terminal, or as a plain file where it is none. */
export function terminalOf(stream: NodeJS.WriteStream | WriteStream, environment: Environment): Terminal {
  const env = withoutEmpty(environment);
  const asked = wish(env);
  const live = stream.isTTY && env["TERM"] !== "dumb";
  const shows = (colours: number): boolean => live && "hasColors" in stream && stream.hasColors(colours, { ...env });
  return {
    write: (text) => void stream.write(text),
    live,
    color: asked ?? shows(16),
    trueColor: asked ?? shows(2 ** 24),
    columns: () => (live && stream.columns > 0 ? stream.columns : COLUMNS),
  };
}
