import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place, type Summary, tiny } from "./exp.ts";

type Row = Readonly<Record<string, unknown>>;

/** The table as `cells.json` has it. */
interface Table {
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly values: readonly (number | string | boolean | null)[];
  }[];
}

const place = new Place();
const path = (name: string): string => join(place.folder, "results/tiny", name);

function bytes(name: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(path(name));
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

const plain = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

/** Rows with whole numbers as numbers. */
async function rows(name: string): Promise<Row[]> {
  const read = await parquetReadObjects({ file: bytes(name) });
  return read.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])));
}

// Shorter than the dead window in half of the cells, and without decay in half of them.
const text = tiny({ l1: "[0.1]", steps: "[10, 60]" })
  .replace("train: { steps: [10, 60], batch: 32 }", "train: { batch: 32, history: { perDecade: 10 } }")
  .replace("grid:\n", "grid:\n  train.steps: [10, 60]\n  decay: { power: {}, none: { data.decay.kind: none } }\n");

describe("the data frames of a run", { timeout: 120_000 }, () => {
  let summary: Summary;
  let cells: Row[];

  beforeAll(async () => {
    place.write("tiny.yaml", text);
    summary = await place.summary("tiny.yaml");
    cells = await rows("cells.parquet");
  }, 120_000);
  afterAll(() => place.remove());

  test("hold the table, bit for bit, under the table's hash", () => {
    const table: Table = JSON.parse(place.read("results/tiny/cells.json"));
    expect(cells).toHaveLength(table.rows);
    for (const { name, values } of table.columns) expect(cells.map((row) => row[name])).toEqual(values);
    const { key_value_metadata: metadata } = parquetMetadata(bytes("cells.parquet"));
    expect(metadata).toEqual([{ key: "goldilocks:table", value: summary.results?.table.key }]);
  });

  test("number the cells and keep the labels of axes", () => {
    expect(cells.map(({ row }) => row)).toEqual(cells.map((_, index) => index));
    expect(new Set(cells.map((row) => row["sae.dictSize.label"]))).toEqual(new Set(["½×", "1×"]));
  });

  test("give a reason for everything that is missing, and only for that", () => {
    for (const row of cells) {
      const short = row["train.steps"] === 10;
      expect(row["dead"] === null).toBe(short);
      expect(row["dead.reason"]).toBe(short ? "training is shorter than the window: 10 of 20 minibatches" : null);
      const none = row["decay"] === "none";
      expect(row["data.decay.rate"]).toBe(none ? null : 0.99);
      expect(row["data.decay.rate.reason"]).toBe(none ? "data.decay.kind is none" : null);
    }
    // So short a training cannot tell.
    for (const row of cells) {
      expect(row["converged"]).toBeNull();
      expect(row["converged.reason"]).toMatch(/^too early to tell/u);
    }
    const reasons = Object.keys(cells[0] ?? {}).filter((name) => name.endsWith(".reason"));
    expect(reasons.toSorted()).toEqual(["converged.reason", "data.decay.rate.reason", "dead.reason"]);
  });

  test("follow every cell at the spacing asked for up to its last step, where the history agrees with the metrics", async () => {
    const history = await rows("history.parquet");
    for (const cell of cells) {
      const own = history.filter(({ row }) => row === cell["row"]);
      const steps = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 60].filter(
        (step) => step <= Number(cell["train.steps"]),
      );
      expect(own.map(({ step }) => step)).toEqual(steps);
      for (const name of ["sae.dictSize", "decay", "repeat"])
        expect(own.map((row) => row[name])).toEqual(own.map(() => cell[name]));
      expect(own.at(-1)?.["mmcs.truth"]).toBe(cell["mmcs.truth"]);
      for (const row of own) {
        expect(row["loss.total"]).toBe(Number(row["loss.reconstruction"]) + Number(row["l1.penalty"]));
        expect(row["dead.reason"]).toBe("fewer than 500 minibatches have been seen");
      }
    }
  });

  test("are left alone by a run that changes nothing, and written anew when they are gone or damaged", async () => {
    const written = statSync(path("cells.parquet")).mtimeMs;
    const before = bytes("history.parquet");
    await place.summary("tiny.yaml");
    expect(statSync(path("cells.parquet")).mtimeMs).toBe(written);
    place.write("results/tiny/cells.parquet", "damaged");
    rmSync(path("history.parquet"));
    await place.summary("tiny.yaml");
    expect(await rows("cells.parquet")).toEqual(cells);
    expect(bytes("history.parquet")).toEqual(before);
  });
});
