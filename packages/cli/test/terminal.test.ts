// oxlint-disable no-control-regex -- escape sequences are what these tests look for
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { align } from "../src/text/align.ts";
import { paintFor } from "../src/text/paint.ts";
import { type Terminal, terminalOf } from "../src/text/terminal.ts";

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

/** What a terminal with colours writes. */
function written(print: (terminal: Terminal) => void): string {
  let text = "";
  const stream = { ...colourful, write: (more: string) => void (text += more) };
  print(terminalOf(stream as unknown as NodeJS.WriteStream, { FORCE_COLOR: "1" }));
  return text;
}

const paint = paintFor(true);

test("a line keeps the colours of the program, and shows those of a text as escapes", () => {
  expect(written(({ print }) => print(`${paint.red("no")}: \u001B[32midentical\u001B[0m`))).toBe(
    `\u001B[31mno\u001B[0m: ${String.raw`\x1b[32midentical\x1b[0m`}\n`,
  );
  expect(written(({ print }) => print(paint.green("a\u001B[0m\u001B]0;b\u0007")))).toBe(
    `\u001B[32m${String.raw`a\x1b[0m\x1b]0;b\x07`}\u001B[0m\n`,
  );
});

test("a newline in a text makes no line", () => {
  expect(written(({ print }) => print(["files", "a\n\nhashes\n  97bc4859"]))).toBe(
    `files\n${String.raw`a\n\nhashes\n  97bc4859`}\n`,
  );
});

test("columns are as wide as what is drawn, whatever they hold", () => {
  const lines = align(
    [
      [paint.cyan("a"), "x"],
      ["\u001B[2J", "x"],
    ],
    ["left", "left"],
  );
  const drawn = written(({ print }) => print(lines)).replaceAll(/\u001B\[[\d;]*m/gu, "");
  expect(drawn.split("\n").slice(0, 2)).toEqual(["a        x", String.raw`\x1b[2J  x`]);
});

const unit = fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));
const hostile = fc.oneof(
  fc.string({ unit }),
  fc
    .constantFrom("\u001B[31m", "\u001B[2J", "\u009B1m", "\u001B]8;;http://x\u001B\\", "\r", "\n", "\u202E")
    .map((code) => `${code}x`),
);

test("whatever is printed, in whatever way, nothing but text that is seen and colours of the program reach the stream", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), fc.nat(3), (texts, way) => {
      const [first = ""] = texts;
      const lines = [...texts, paint.bold(first), ...align([texts, texts], ["left", "right"])];
      const text = written((terminal) => {
        if (way === 0) terminal.print(lines);
        else if (way === 1) terminal.printJson({ [first]: texts });
        else if (way === 2) terminal.redraw(2, lines);
        else terminal.passing(lines.join(""));
      });
      const seen = text
        .replace(/^\u001B\[2A\r\u001B\[J/u, "")
        .replace(/^\r(.*) \u001B\[K\r$/su, "$1\n")
        .replaceAll(/\u001B\[(?:0|1)m/gu, "");
      expect(seen.replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
      );
      if (way === 0) expect(text.split("\n")).toHaveLength(lines.length + 1);
    }),
  );
});
