import { existsSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place, type Summary, tiny } from "./exp.ts";

const PATIENCE = 120_000;

interface Found {
  readonly same: boolean;
  readonly a: { readonly what: string; readonly key: string };
  readonly b: { readonly what: string; readonly key: string };
  readonly fields: readonly { readonly path: string }[];
  readonly nodes: {
    readonly counts: readonly { readonly kind: string; readonly shared: number }[];
    readonly differences: readonly { readonly kind: string; readonly path: string }[];
  };
  readonly numbers: Numbers | null;
  readonly notes: readonly string[];
  readonly folder: string | null;
  readonly pictures: readonly { readonly files?: Readonly<Record<string, string>>; readonly none?: string }[];
}

interface Numbers {
  readonly cells: number;
  readonly onlyA: readonly unknown[];
  readonly onlyB: readonly { readonly label: string }[];
  readonly metrics: readonly Metric[];
}

interface Metric {
  readonly name: string;
  readonly both: number;
  readonly equal: number;
  readonly meanChange: number | null;
  readonly largest: { readonly change: number; readonly cell: { readonly place: object } } | null;
  readonly changes: readonly { readonly a: number; readonly b: number; readonly cell: { readonly place: object } }[];
}

const place = new Place();
afterAll(() => place.remove());

async function diff(...words: string[]): Promise<Found> {
  const { stdout, stderr, code } = await place.run("diff", ...words, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const found: Found = JSON.parse(stdout);
  return found;
}

/** Keys of the results of a kind. */
const keysOf = (kind: string): string[] =>
  place
    .stored("results")
    .filter((name) => place.read(join("store/results", name.slice(0, 2), name)).includes(`["${kind}",`))
    .map((name) => name.replace(".json", ""));

const figureOf = ({ results }: Summary): string => results?.figures[0]?.key ?? "";
const tableOf = ({ results }: Summary): string => results?.table.key ?? "";

describe("exp diff", { timeout: PATIENCE }, () => {
  let first: Summary;
  let second: Summary;

  beforeAll(async () => {
    place.write("pnpm-workspace.yaml", "packages: []\n");
    place.write("a.yaml", `${tiny()}profiles: { long: { train.steps: 90 } }\n`);
    place.write("b.yaml", tiny({ l1: "[0.03, 0.1, 0.3]" }).replace("active: 3", "active: 2"));
    first = await place.summary("a.yaml");
    // The folder of results has the experiment's name, so that the second would be refused while the first's is there.
    for (const kind of ["svg", "png"]) {
      const bytes = readFileSync(join(place.folder, first.results?.figures[0]?.files[kind] ?? ""));
      writeFileSync(join(place.folder, `a.${kind}`), bytes);
    }
    rmSync(join(place.folder, "results"), { recursive: true });
    second = await place.summary("b.yaml");
  }, PATIENCE);

  test("names the fields, the nodes where they part, and the numbers, cell by cell", async () => {
    const found = await diff(figureOf(first).slice(0, 10), figureOf(second).slice(0, 10));
    expect(found).toMatchObject({
      same: false,
      a: { what: "figure", key: figureOf(first) },
      fields: [
        { path: "data.active", before: 3, after: 2 },
        { path: "sae.l1Coefficient", added: [0.3], removed: [] },
      ],
      numbers: { cells: 4, onlyA: [] },
    });
    expect(found.nodes.counts).toContainEqual({ kind: "features", shared: 1, onlyA: 0, onlyB: 0 });
    expect(found.nodes.differences).toContainEqual(
      expect.objectContaining({ kind: "stream", path: "parameters.active", before: 3, after: 2 }),
    );
    expect(found.numbers?.onlyB.map(({ label }) => label)).toEqual([
      "sae.l1Coefficient 0.3, sae.dictSize ½×, repeat 0",
      "sae.l1Coefficient 0.3, sae.dictSize 1×, repeat 0",
    ]);
    const metric = found.numbers?.metrics.find(({ name }) => name === "loss.reconstruction");
    expect(metric).toMatchObject({ both: 4, equal: 0 });
    const cells = place.read("results/tiny/cells.csv").split("\n");
    for (const { a, b } of metric?.changes ?? []) {
      expect(a).not.toBe(b);
      expect(cells.filter((line) => line.split(",").includes(String(b)))).toHaveLength(1);
    }
    expect(metric?.largest?.change).toBe(
      metric?.changes.map(({ a, b }) => b - a).toSorted((x, y) => Math.abs(y) - Math.abs(x))[0],
    );
  });

  test("the other way round is the same with the sides changed", async () => {
    const [there, back] = [await diff("a.yaml", "b.yaml"), await diff("b.yaml", "a.yaml")];
    expect(back.numbers?.onlyA).toEqual(there.numbers?.onlyB);
    expect(back.numbers?.metrics.map(({ meanChange }) => meanChange)).toEqual(
      there.numbers?.metrics.map(({ meanChange }) => (meanChange === null ? null : 0 - meanChange)),
    );
  });

  test("a figure's file, its hash, the run, the table and the file are one and the same", async () => {
    for (const [a, b] of [
      ["a.svg", figureOf(first)],
      ["a.png", "a.svg"],
      [first.run, tableOf(first)],
      ["a.yaml", first.run],
    ]) {
      const found = await diff(a ?? "", b ?? "");
      expect(found).toMatchObject({ fields: [], folder: null, notes: [] });
      expect(found.numbers?.metrics.every(({ both, equal }) => equal === both)).toBe(true);
    }
    expect((await diff("a.svg", figureOf(first))).same).toBe(true);
    expect((await place.run("diff", "a.yaml", "a.yaml")).stdout).toMatch(/every field, node and number/u);
  });

  test("leaves a picture of the difference with both hashes in it, the same bytes every time", async () => {
    const { folder, pictures } = await diff(figureOf(first), figureOf(second));
    expect(folder).toBe(`results/diff-${figureOf(first).slice(0, 12)}-${figureOf(second).slice(0, 12)}`);
    const files = pictures[0]?.files ?? {};
    expect(Object.keys(files)).toEqual(["svg", "png", "csv", "json"]);
    const svg = place.read(files["svg"] ?? "");
    for (const key of [figureOf(first), figureOf(second)]) expect(svg.split(key).length).toBeGreaterThan(2);
    const again = await diff("a.yaml", "b.yaml", "--out", "elsewhere");
    for (const [kind, path] of Object.entries(files)) {
      expect(readFileSync(join(place.folder, "elsewhere", `heat.${kind}`))).toEqual(
        readFileSync(join(place.folder, path)),
      );
    }
    expect(again.folder).toBe("elsewhere");
    const { code, stderr } = await place.run("rerun", files["png"] ?? "");
    expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 1, problem: "CLI_NO_EXPERIMENT" });
  });

  test("a file alone is compared with itself under the options; numbers that the store lacks are said", async () => {
    const found = await diff("a.yaml", "--set", "train.batch=64");
    expect(found).toMatchObject({
      fields: [{ path: "train.batch", before: 32, after: 64 }],
      numbers: null,
      folder: null,
    });
    expect(found.notes).toHaveLength(1);
    const long = [{ path: "train.steps", before: 60, after: 90 }];
    expect(await diff("a.yaml", "--profile", "long")).toMatchObject({ fields: long });
    expect(await diff("a.yaml", "a.yaml:long")).toMatchObject({ fields: long });
    expect(await diff(first.run, "a.yaml:long")).toMatchObject({ fields: long });
    expect(existsSync(join(place.folder, "results/tiny+long"))).toBe(false);
  });

  test("two trainings are compared by the field in which they part, and by what they hold", async () => {
    const [one, other] = keysOf("heldOut");
    const found = await diff(one ?? "", other ?? "");
    expect(found).toMatchObject({ a: { what: "heldOut" }, b: { what: "heldOut" }, folder: null });
    expect(found.nodes.differences.length).toBeGreaterThan(0);
    expect(found.numbers?.metrics.map(({ name }) => name)).toContain("loss.reconstruction");
  });

  test("--exit-code says by the exit code whether anything differs", async () => {
    expect((await place.run("diff", "a.yaml", first.run, "--exit-code")).code).toBe(0);
    expect((await place.run("diff", "a.yaml", "b.yaml", "--exit-code")).code).toBe(1);
    expect((await place.run("diff", "a.yaml", "b.yaml")).code).toBe(0);
  });

  test("--metric and --top choose what is listed", async () => {
    const found = await diff("a.yaml", "b.yaml", "--metric", "mmcs.truth");
    expect(found.numbers?.metrics.map(({ name }) => name)).toEqual(["mmcs.truth"]);
    const { stdout } = await place.run("diff", "a.yaml", "b.yaml", "--metric", "mmcs.truth", "--top", "3");
    expect(
      stdout.split("\n").filter((line) => /^ {2}mmcs\.truth .*repeat 0/u.test(line)).length,
    ).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ["CLI_MISSING_ARGUMENT", [], 2],
    ["CLI_MISSING_ARGUMENT", ["a.yaml"], 2],
    ["CLI_TOO_MANY_ARGUMENTS", ["a.yaml", "b.yaml", "c.yaml"], 2],
    ["CLI_BAD_HASH", ["a.yaml", "nonsense"], 2],
    ["CLI_UNKNOWN_HASH", ["a.yaml", "0123456789abcdef"], 1],
    ["CLI_BAD_VALUE", ["a.yaml", "b.yaml", "--metric", "mmcs.trth"], 2],
    ["CLI_BAD_VALUE", ["a.yaml", "b.yaml", "--top", "0"], 2],
    ["CLI_BAD_VALUE", ["a.svg", "a.png", "--set", "train.batch=64"], 2],
    ["FIGURES_NOT_A_FIGURE", ["a.yaml", "pnpm-workspace.yaml.svg"], 1],
  ])("%s for %j", async (problem, words, code) => {
    place.write("pnpm-workspace.yaml.svg", "<svg/>");
    const ended = await place.run("diff", ...words);
    expect({ problem: ended.stderr.split(" ", 1)[0], code: ended.code }).toEqual({ problem, code });
    expect(ended.stderr).toContain("hint:");
  });
});
