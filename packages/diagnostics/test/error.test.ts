import { GoldilocksError, sortIssues, type Issue } from "@goldilocks/diagnostics";
import * as fc from "fast-check";
import { expect, test } from "vitest";

class ThingError extends GoldilocksError {}

const at = (file: string, line: number, column: number, code = "X"): Issue => {
  const start = { line, column, offset: 0 };
  return { code, message: "m", span: { file, start, end: start } };
};

test("an error has the code, the message and the name of its first issue and its class, and keeps its cause", () => {
  const cause = new Error("below");
  const error = new ThingError(
    [
      { code: "A_B", message: "first" },
      { code: "C_D", message: "second" },
    ],
    { cause },
  );
  expect([error.code, error.message, error.name, error.cause]).toEqual(["A_B", "first", "ThingError", cause]);
  expect(error.issues).toHaveLength(2);
  expect(error).toBeInstanceOf(Error);
});

test("a single issue needs no list", () => {
  expect(new ThingError({ code: "A_B", message: "m" }).issues).toEqual([{ code: "A_B", message: "m" }]);
});

test("an error without an issue is refused", () => {
  expect(() => new ThingError([])).toThrow(RangeError);
});

test("issues are sorted by file, line, column, then code, those without a place first", () => {
  const sorted = [
    { code: "Z", message: "m" },
    at("a", 1, 2, "A"),
    at("a", 1, 2, "B"),
    at("a", 2, 1),
    at("a", 10, 1),
    at("b", 1, 1),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
      expect(sortIssues(shuffled)).toEqual(sorted);
    }),
  );
});
