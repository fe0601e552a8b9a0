import { cpSync, readdirSync, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Place, type Summary, tiny } from "../cli/exp.ts";
import { expectReadable, expectTidy } from "./refusal.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A longer training and other batches to measure on: data and states are read again. */
const FURTHER = ["--set", "train.steps=320", "--set", "evaluate.heldOutBatches=3"];
const whole = new Place();
let place: Place;
let expected: { readonly same: Summary; readonly further: Summary };

beforeAll(async () => {
  whole.write("tiny.yaml", tiny({ l1: "[0.03, 0.1]", steps: "300" }));
  const same = await whole.summary("tiny.yaml");
  const apart = new Place();
  cpSync(whole.folder, apart.folder, { recursive: true });
  expected = { same, further: await apart.summary("tiny.yaml", ...FURTHER) };
  apart.remove();
});
afterAll(() => whole.remove());
beforeEach(() => {
  place = new Place();
  cpSync(whole.folder, place.folder, { recursive: true });
});
afterEach(() => place.remove());

interface StoredResult {
  readonly value: {
    readonly preImage: readonly [string];
    readonly outputs: Record<string, { readonly digest: string }>;
  };
}

interface Files {
  readonly record: string;
  readonly outputs: Record<string, string>;
}

/** Paths of the record and of the outputs of a result of a kind: of tables the one over everything, which a run is for. */
function filesOf(kind: string): Files {
  const all = allFilesOf(kind);
  const found =
    kind === "table" ? all.find(({ record }) => record.includes(expected.same.results?.table.key ?? "")) : all[0];
  if (found === undefined) throw new RangeError(`no result of kind ${kind}`);
  return found;
}

/** Paths of the records and of the outputs of all results of a kind. */
function allFilesOf(kind: string): readonly Files[] {
  const store = join(place.folder, "store");
  const found: Files[] = [];
  for (const entry of readdirSync(join(store, "results"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const record = join(entry.parentPath, entry.name);
    const { value } = JSON.parse(readFileSync(record, "utf8")) as StoredResult;
    if (value.preImage[0] !== kind) continue;
    const paths = Object.entries(value.outputs).map(([name, { digest }]) => [
      name,
      join(store, "objects", digest.slice(0, 2), digest),
    ]);
    found.push({ record, outputs: Object.fromEntries(paths) as Record<string, string> });
  }
  return found;
}

const outputOf = (kind: string, name = Object.keys(filesOf(kind).outputs)[0] ?? ""): string =>
  filesOf(kind).outputs[name] ?? "";

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  writeFileSync(path, bytes);
}

/** Nothing is looked for while tables and figures are there; without them everything they need is. */
function forgetTheEnd(): void {
  for (const kind of ["figure", "table"]) for (const { record } of allFilesOf(kind)) unlinkSync(record);
}

/** Runs the command, which must finish and leave nothing half-written. */
async function again(...more: readonly string[]): Promise<{ results: Summary["results"]; named: string }> {
  const { code, stdout, stderr } = await place.run("tiny.yaml", ...more, "--json");
  const { outcome, results }: Summary = JSON.parse(stdout);
  expect({ code, outcome }).toEqual({ code: 0, outcome: "done" });
  expectReadable(stderr);
  expectTidy(place);
  const named = stderr.split("\n").filter((line) => line.startsWith("STORE_CORRUPT "));
  return { results, named: named.join("\n") };
}

describe("damage is found, named, set aside, and what was lost is computed again with the same hash:", () => {
  test.each(["features", "codes", "covariance", "point"])("a flipped byte in the output of %s", async (kind) => {
    const object = outputOf(kind);
    flipByte(object);
    const { results, named } = await again(...FURTHER);
    expect(results).toEqual(expected.further.results);
    expect(named).toContain(object.slice(-64));
  });

  test.each(["figure.svg", "figure.png", "figure.csv", "figure.json"])("a flipped byte in %s", async (name) => {
    const object = outputOf("figure", name);
    flipByte(object);
    const { results, named } = await again();
    expect(results).toEqual(expected.same.results);
    expect(named).toContain(object.slice(-64));
  });

  test.each(["table", "figure"])("a flipped byte in the record of %s", async (kind) => {
    const { record } = filesOf(kind);
    flipByte(record);
    const { results, named } = await again();
    expect(results).toEqual(expected.same.results);
    expect(named).toContain(record.slice(-64));
  });

  test.each(["point", "similarity", "heldOut", "dead"])("a flipped byte in the record of %s", async (kind) => {
    const { record } = filesOf(kind);
    forgetTheEnd();
    flipByte(record);
    const { results, named } = await again();
    expect(results).toEqual(expected.same.results);
    expect(named).toContain(record.slice(-64));
  });

  test("objects cut short, emptied and deleted", async () => {
    truncateSync(outputOf("features"), 10);
    truncateSync(outputOf("point"), 0);
    unlinkSync(outputOf("figure", "figure.svg"));
    forgetTheEnd();
    expect((await again()).results).toEqual(expected.same.results);
  });

  test("every object there is", async () => {
    const objects = readdirSync(join(place.folder, "store", "objects"), { recursive: true, withFileTypes: true });
    for (const entry of objects) if (entry.isFile()) flipByte(join(entry.parentPath, entry.name));
    expect((await again(...FURTHER)).results).toEqual(expected.further.results);
  });

  test.each<[string, (path: string) => void]>([
    ["with a flipped byte", flipByte],
    ["cut to half", (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ["emptied", (path) => truncateSync(path, 0)],
  ])("every file of the store, records and objects at once, %s", async (_, harm) => {
    const files = readdirSync(join(place.folder, "store"), { recursive: true, withFileTypes: true });
    for (const entry of files) if (entry.isFile()) harm(join(entry.parentPath, entry.name));
    expect((await again()).results).toEqual(expected.same.results);
    expect((await again(...FURTHER)).results).toEqual(expected.further.results);
  });
});
