import { strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../src/capsule/manifest.ts";
import { archivedPlan, archivedResults } from "../src/capsule/records.ts";

const KEY = "ab".repeat(32);

/** An archive all of whose files hold a text. */
const holding = (text: string): Parameters<typeof archivedResults>[0] => ({
  named: "x.zip",
  manifest: manifestOf({ key: KEY, kind: "figure", outputs: {}, experiment: "", title: "", commit: "", files: {} }),
  paths: [],
  read: () => Promise.resolve(strToU8(text)),
  copy: () => Promise.reject(new Error("nothing is copied")),
  close: () => {},
});

describe("the records of an archive", () => {
  test("are its results and its plan, whatever else they hold", async () => {
    const record = { key: KEY, preImage: ["table"], outputs: { "a.csv": { digest: "cd" } }, values: { n: 1 }, more: 7 };
    expect(await archivedResults(holding(JSON.stringify([record])))).toEqual([
      { key: KEY, preImage: ["table"], outputs: { "a.csv": "cd" }, values: { n: 1 } },
    ]);
    expect(await archivedPlan(holding(JSON.stringify([record])))).toEqual(new Map([[KEY, ["table"]]]));
  });

  test.each<[string, string]>([
    ["no JSON", "[,"],
    ["no list", "{}"],
    ["a list of something else", "[7]"],
    ["a record without a key", '[{"outputs":{}}]'],
    ["a record whose key leads elsewhere", '[{"key":"../../etc/passwd","outputs":{}}]'],
    ["a million levels", `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`],
    ["101 levels in a record", `[{"key":"${KEY}","values":${"[".repeat(101)}${"]".repeat(101)}}]`],
    ["millions of empty lists", `[${"[],".repeat(2_000_001)}[]]`],
    ["millions of numbers", `[${"1,".repeat(8_000_001)}1]`],
  ])("that are %s are CLI_BAD_CAPSULE", async (_, text) => {
    await expect(archivedResults(holding(text))).rejects.toMatchObject({ code: "CLI_BAD_CAPSULE" });
    await expect(archivedPlan(holding(text))).rejects.toMatchObject({ code: "CLI_BAD_CAPSULE" });
  });

  test("may hold brackets, quotes and backslashes in texts", async () => {
    const preImage = `${"[{".repeat(200)}\\"${"]".repeat(200)}\\`;
    const [found] = await archivedResults(holding(JSON.stringify([{ key: KEY, preImage }])));
    expect(found?.preImage).toBe(preImage);
  });
});
