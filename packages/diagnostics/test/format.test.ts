import { formatIssue, type Issue, type IssuePaint, type Span } from "@goldilocks/diagnostics";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const span = (line: number, column: number, length: number): Span => ({
  file: "a.yaml",
  start: { line, column, offset: 0 },
  end: { line, column: column + length, offset: length },
});
const issue = (place: Span): Issue => ({ code: "X_Y", message: "wrong", span: place, hint: "mend it" });

const ansi =
  (sgr: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001B[${sgr}m${text}\u001B[0m`;
const paint: IssuePaint = { bold: ansi(1), dim: ansi(2), red: ansi(31), yellow: ansi(33), cyan: ansi(36) };

test("an issue is its place, code and message, the line with carets below the span, and the hint", () => {
  const text = formatIssue(issue(span(2, 4, 3)), { source: "first\nab: cde\nlast" });
  expect(text.split("\n")).toEqual(["a.yaml:2:4 X_Y wrong", "  2 | ab: cde", "    |    ^^^", "  hint: mend it"]);
});

test("an issue without a place or a source has no code frame", () => {
  expect(formatIssue({ code: "X_Y", message: "wrong" })).toBe("X_Y wrong");
  expect(formatIssue(issue(span(1, 1, 1))).split("\n")).toEqual(["a.yaml:1:1 X_Y wrong", "  hint: mend it"]);
});

test("a span over several lines is marked to the end of its first", () => {
  const place: Span = { file: "a", start: { line: 1, column: 3, offset: 2 }, end: { line: 2, column: 1, offset: 6 } };
  expect(formatIssue({ code: "X", message: "m", span: place }, { source: "abcde\nf" })).toContain("  ^^^");
});

test("a long line is cut to a window that keeps the caret below its column", () => {
  const source = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
  const [, frame = "", carets = ""] = formatIssue(issue(span(1, 501, 4)), { source }).split("\n");
  expect(frame.length).toBeLessThan(140);
  expect(frame.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
});

test("colours are only there when asked for", () => {
  const options = { source: "abc" };
  expect(formatIssue(issue(span(1, 1, 1)), options)).not.toContain("\u001B");
  expect(formatIssue(issue(span(1, 1, 1)), { ...options, paint })).toContain("\u001B[31m");
});

test("carets stand below what they mark, however wide an escape before it is", () => {
  const source = "a\u001Bb\u202E: WRONG";
  const [, frame = "", carets = ""] = formatIssue(issue(span(1, 7, 5)), { source }).split("\n");
  expect(frame).toContain(String.raw`a\x1bb\u202e: WRONG`);
  expect(frame.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("WRONG");
});

const unit = fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

test("no control character of a file reaches the terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit }), fc.nat(30), fc.nat(30), (source, line, column) => {
      const place = span(line + 1, column + 1, 2);
      const text = formatIssue({ code: "X", message: source, span: { ...place, file: source } }, { source });
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u200B-\u200F]/u);
      expect(text.split("\n").length).toBeLessThanOrEqual(3);
    }),
  );
});

test("a warning has the word before its code, and is yellow where an error is red", () => {
  const warning: Issue = { ...issue(span(1, 1, 1)), severity: "warning" };
  expect(formatIssue(warning, { source: "abc" })).toMatch(/^a\.yaml:1:1 warning X_Y wrong\n/u);
  const text = formatIssue(warning, { source: "abc", paint });
  expect(text).toContain("\u001B[33m");
  expect(text).not.toContain("\u001B[31m");
});
