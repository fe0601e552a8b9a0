import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Place, type Summary, tiny } from "../cli/exp.ts";
import { expectReadable, expectTidy, filesIn } from "./refusal.ts";

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

test("a dead window longer than the run is no error: the count is absent", async () => {
  place.write("tiny.yaml", tiny({ l1: "[0.1]", steps: "[10, 30]" }).replace("steps: [10, 30]", "steps: 30"));
  const long = await place.summary("tiny.yaml", "--set", "evaluate.deadWindow=1000");
  expect(long.outcome).toBe("done");
  const [head = "", ...rows] = place.read(`${long.results?.folder}/cells.csv`).trimEnd().split("\n");
  const dead = head.split(",").indexOf("dead");
  expect(dead).toBeGreaterThan(0);
  expect(rows.map((row) => row.split(",")[dead])).toEqual(["", ""]);
  // The window is no part of a training: a shorter one trains nothing.
  const short = await place.summary("tiny.yaml", "--set", "evaluate.deadWindow=20");
  expect(short.made).toEqual({ dead: 2, table: 1, figure: 1 });
});

test("a figure of which the measured values leave nothing is named at its place, and the rest is kept", async () => {
  const text = tiny().replace("fill: mmcs.truth }", "fill: mmcs.truth, where: { dead: 1000 } }");
  place.write("none.yaml", text);
  const { code, stdout, stderr } = await place.run("none.yaml");
  expect(code).toBe(1);
  // The table and its data frames are there for people, and what was drawn; the figure that was not is not named as a file.
  expect(stdout).toContain("cells.csv");
  expect(place.read("results/tiny/cells.csv")).not.toBe("");
  expect(filesIn(place, "results").filter((file) => file.includes("heat"))).toEqual([]);
  const line = text.slice(0, text.indexOf("- { kind")).split("\n").length;
  expect(stderr).toMatch(new RegExp(`^none\\.yaml:${line}:5 FIGURES_NO_VALUES `, "mu"));
  expect(stderr).toMatch(/^failed: figure heat$/mu);
  expect(stderr).not.toMatch(/figure figure|there is no table/u);
  expectReadable(stderr);
  const mended = await place.summary("none.yaml", "--set", "figures=[{ kind: histogram, x: mmcs.truth }]");
  expect([mended.outcome, mended.made]).toEqual(["done", { table: 1, figure: 1 }]);
});

test("a training that diverges is named with its step; table and figure show the others, under hashes of their own", async () => {
  const wild = "wild: { train.optimizer.learningRate: 1000, train.optimizer.beta2: 0 }";
  const more = "  - { kind: history, name: course, y: l0 }\n";
  place.write("wild.yaml", tiny({ l1: "[0.1]", more }).replace("grid:\n", `grid:\n  variant: { calm: {}, ${wild} }\n`));
  const { code, stdout, stderr } = await place.run("wild.yaml");
  expect(code).toBe(1);
  expect(stdout).toContain("cells.csv");
  expect(stderr).toMatch(/^ENGINE_DIVERGED .* step \d+ /mu);
  expect(stderr).toMatch(/^failed: .*variant wild/mu);
  expect(stderr).toMatch(/^partial /mu);
  expectReadable(stderr);
  expectTidy(place);
  expect(filesIn(place, "store", "checkpoints")).toEqual([]);
  const [head = "", ...rows] = place.read("results/tiny/cells.csv").trimEnd().split("\n");
  const at = head.split(",").indexOf("mmcs.truth");
  expect(head.split(",")[at + 1]).toBe("mmcs.truth.reason");
  const told = rows.map((row) => row.split(",").slice(at, at + 2));
  expect(told.map(([value]) => value === "")).toEqual([false, false, true, true]);
  expect(told.map(([, reason]) => reason?.split(" ")[1] ?? "")).toEqual(["", "", "ENGINE_DIVERGED", "ENGINE_DIVERGED"]);
  for (const name of ["heat", "course"]) expect(place.read(`results/tiny/${name}.svg`)).toContain("ENGINE_DIVERGED");
  const { failed } = JSON.parse(place.read("results/tiny/provenance.json"));
  expect(failed.map(({ row }: { readonly row: number }) => row)).toEqual([2, 3]);
  // The same again computes the failed cells alone, and leaves the same.
  const again = await place.summary("wild.yaml");
  expect([again.outcome, again.made, again.cells.failed]).toEqual(["partial", {}, 2]);
  expect([again.cells.new, again.failures.map(({ issues }) => issues[0]?.code)]).toEqual([
    2,
    ["ENGINE_DIVERGED", "ENGINE_DIVERGED"],
  ]);
  const [heat] = again.results?.figures ?? [];
  expect(heat?.partialOf).toMatch(/^[0-9a-f]{64}$/u);
  expect(stdout).toContain(heat?.key);
  // The calm cells are there for an experiment that leaves the wild ones out.
  const calm = await place.summary("wild.yaml", "--set", "exclude=[{ variant: wild }]");
  expect([calm.outcome, calm.made["point"]]).toEqual(["done", undefined]);
});

test("a run of which every cell fails leaves neither table nor figure", async () => {
  place.write("wild.yaml", tiny({ l1: "[0.1]" }));
  const { code, stdout } = await place.run(
    "wild.yaml",
    "--json",
    "--set",
    "train.optimizer={ learningRate: 1000, beta2: 0 }",
  );
  const { outcome, results }: Summary = JSON.parse(stdout);
  expect([code, outcome, results]).toEqual([1, "failed", null]);
  expect(filesIn(place, "results")).toEqual([]);
});

test("--fail-fast stops at the first cell that diverges", async () => {
  place.write("wild.yaml", tiny({ l1: "[0.03, 0.1, 0.3]", steps: "300" }));
  const optimizer = "train.optimizer={ learningRate: 1000, beta2: 0 }";
  const { code, stdout } = await place.run("wild.yaml", "--json", "--fail-fast", "--workers", "1", "--set", optimizer);
  const { failures, made, results }: Summary = JSON.parse(stdout);
  expect([code, results]).toEqual([1, null]);
  expect(failures).toHaveLength(1);
  expect(failures[0]?.issues[0]?.code).toBe("ENGINE_DIVERGED");
  expect(made["point"]).toBeUndefined();
});

test("two runs at once on one store both finish, and compute each node once", async () => {
  place.write("tiny.yaml", tiny({ l1: "[0.01, 0.03, 0.1, 0.3]", steps: "400" }));
  const [a, b] = await Promise.all([
    place.summary("tiny.yaml", "--workers", "1"),
    place.summary("tiny.yaml", "--workers", "2"),
  ]);
  const why = [a, b].map(({ failures, issues }) => ({ failures, issues }));
  expect(why).toEqual([{ failures: [] }, { failures: [] }]);
  expect([a.outcome, b.outcome]).toEqual(["done", "done"]);
  expect(a.results).toEqual(b.results);
  const alone = new Place();
  alone.write("tiny.yaml", tiny({ l1: "[0.01, 0.03, 0.1, 0.3]", steps: "400" }));
  const expected = await alone.summary("tiny.yaml");
  const kinds = Object.keys(expected.made);
  const sum = Object.fromEntries(kinds.map((kind) => [kind, (a.made[kind] ?? 0) + (b.made[kind] ?? 0)]));
  expect(sum).toEqual(expected.made);
  expect(a.results).toEqual(expected.results);
  expect(place.stored("objects")).toEqual(expect.arrayContaining(alone.stored("objects")));
  expectTidy(place);
  alone.remove();
});
