import { distinctIssues, type Issue, isWarning } from "@goldilocks/diagnostics";
import { expect, test } from "vitest";

const at = (offset: number): Issue => ({
  code: "X",
  message: "m",
  span: { file: "a", start: { line: 1, column: offset + 1, offset }, end: { line: 1, column: offset + 2, offset } },
});

test("issues that two checks found are kept once, in reading order", () => {
  expect(distinctIssues([at(5), at(1), at(5)])).toEqual([at(1), at(5)]);
});

test("an issue is an error unless it says that it is a warning", () => {
  expect([isWarning(at(0)), isWarning({ ...at(0), severity: "warning" })]).toEqual([false, true]);
});
