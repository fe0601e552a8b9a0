import { expect, test } from "vitest";
import { terminalOf } from "../src/text/terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A terminal of sixteen colours, which obeys whatever is set, as some versions of Node.js do. */
const colourful = {
  isTTY: true,
  columns: 80,
  hasColors: (count: number, env: Environment) =>
    count <= 16 && env["NO_COLOR"] === undefined && env["NODE_DISABLE_COLORS"] === undefined,
  write: () => true,
} as unknown as NodeJS.WriteStream;

const plain = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

test.each<[Environment, boolean, boolean]>([
  [{}, true, false],
  [{ NO_COLOR: "" }, true, false],
  [{ NODE_DISABLE_COLORS: "" }, true, false],
  [{ FORCE_COLOR: "" }, true, false],
  [{ NO_COLOR: "1" }, false, false],
  [{ NO_COLOR: "0" }, false, false],
  [{ FORCE_COLOR: "1" }, true, true],
  [{ FORCE_COLOR: "0" }, false, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, true],
  [{ FORCE_COLOR: "", NO_COLOR: "1" }, false, false],
])("with %j a terminal has colours: %s, and a file: %s", (env, onTerminal, inFile) => {
  expect(terminalOf(colourful, env).color).toBe(onTerminal);
  expect(terminalOf(plain, env).color).toBe(inFile);
});
