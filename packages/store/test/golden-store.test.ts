import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openUpkeep, type Upkeep } from "@goldilocks/store";
import { expect, test } from "vitest";
import { migrations } from "../src/migrations.ts";
import { temporaryDirectory } from "./fixtures/place.ts";

/** A store as the first version left it. It is never made anew: every later version must open and read it. */
const golden = fileURLToPath(new URL("fixtures/version-1", import.meta.url));

const table = "2821a0b7329e4b1b0486fefcf0d756043ea349c64731820d5a2f9548de96caaa";
const trajectory = "aac10fc84f9098ff2beed44a06b1c6e7df109bcec94a46f63dcf3596cfe7f7c9";
const point = "8234ffd52f808077b9cebb5b92ca899cff8f3c515bc7ba7210e511865ac2700e";

async function copied(): Promise<{ readonly directory: string; readonly upkeep: Upkeep }> {
  const directory = await temporaryDirectory();
  await cp(golden, directory, { recursive: true });
  return { directory, upkeep: await openUpkeep(directory) };
}

test("a store of version 1 is read whole, and nothing in it is damaged or lost", async () => {
  const { upkeep } = await copied();
  const checked = await upkeep.check(() => {});
  expect(checked).toMatchObject({
    objects: 7,
    results: 5,
    points: 1,
    checkpoints: 1,
    runs: 1,
    lost: [],
    damaged: [],
  });
});

test("a store of version 1 gives the results, the state, the run and the pin that were kept in it", async () => {
  const { upkeep } = await copied();
  const { store } = upkeep;
  const result = await store.result(table);
  expect(result).toMatchObject({ key: table, provenance: { version: "0.1.0" } });
  const cells = new TextDecoder().decode(await store.read(result?.outputs["cells.csv"]?.digest ?? ""));
  expect(cells).toContain("mmcs.truth");
  expect(await store.points(trajectory)).toEqual([{ step: 4, key: point }]);
  const checkpoint = await store.checkpoint(trajectory);
  expect(checkpoint?.step).toBe(2);
  expect(new TextDecoder().decode(checkpoint?.bytes)).toBe("a state after 2 steps");
  expect(await store.runs()).toMatchObject([{ name: "golden", table, outcome: "done" }]);
  expect(await upkeep.pins()).toEqual([{ key: table, note: "kept" }]);
});

test("a store of version 1 becomes one of this version", async () => {
  const { directory } = await copied();
  const { value }: { readonly value: unknown } = JSON.parse(await readFile(join(directory, "store.json"), "utf8"));
  expect(value).toEqual({ schema: migrations.length + 1 });
});
