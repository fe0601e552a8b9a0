import { loadNormal, readNormal, SpecError } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { load, withHead } from "./support.ts";

const codesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof SpecError)) throw error;
  return error.issues.map(({ code }) => code);
};

/** Codes of the issues that reading a normal form gives, or loading it. */
async function issuesOf(json: string): Promise<readonly string[]> {
  try {
    await loadNormal(readNormal(json, "x.svg"));
    return [];
  } catch (error) {
    return codesOf(error);
  }
}

test("a normal form gives back the experiment that it was made of", async () => {
  const { normal } = await load(withHead("grid: { sae.l1Coefficient: [0.1, 1] }"));
  const again = await loadNormal(readNormal(JSON.stringify(normal), "x.svg"));
  expect(again.normal).toEqual(normal);
});

test.each([
  ["that extends a file of its reader", '{"extends":"/etc/passwd","goldilocks":1,"name":"x"}', "SPEC_NORMAL_FORM"],
  ["that extends 3,000 files", `{"extends":${JSON.stringify(Array(3000).fill("x"))}}`, "SPEC_NORMAL_FORM"],
  ["of null", "null", "SPEC_NORMAL_FORM"],
  ["of a number", "1", "SPEC_NORMAL_FORM"],
  ["of a list", "[]", "SPEC_NORMAL_FORM"],
  ["that is no JSON", "{", "SPEC_NORMAL_FORM"],
  ["of lists in lists", "[".repeat(200_000) + "]".repeat(200_000), "SPEC_TOO_DEEP"],
  ["of maps in maps", '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), "SPEC_TOO_DEEP"],
  ["of two million characters", JSON.stringify({ title: "x".repeat(2_000_000) }), "SPEC_FILE_TOO_LARGE"],
  ["of a title that recolours a terminal", '{"goldilocks":1,"name":"x","title":"\\u001b[31m"}', "SPEC_CHARACTER"],
  ["of a name that leads elsewhere", '{"goldilocks":1,"name":"../../../x"}', "SPEC_NAME"],
])("a normal form %s is refused with a code", async (_, json, code) => {
  expect(await issuesOf(json)).toEqual([code]);
});

test("a recorded experiment that extends itself is refused before anything is read", async () => {
  const extended = { goldilocks: 1, name: "x", extends: ["a.yaml", "b.yaml"] };
  expect(await loadNormal(extended).then(() => [], codesOf)).toEqual(["SPEC_NORMAL_FORM"]);
});
