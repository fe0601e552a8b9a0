import { measuredNames, neededColumns, zoneColumn } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

const grid = "grid: { sae.l1Coefficient: [0.1, 1, 10], sae.dictSize: [8, 16] }\n";
const line = (y: string, rest = ""): string => `figures: [{ kind: line, x: sae.dictSize, y: "${y}"${rest} }]`;

describe("a metric that a figure draws", () => {
  test.each([
    ["the metric itself", "l0", ["mmcs.truth", "l0"]],
    ["a column that it brings", "mmcs.larger.aboveChance", ["mmcs.truth", "mmcs.larger"]],
    ["what a zone is of", "width(zone(recovered.truth > 0.5 and dead < 3))", ["mmcs.truth", "recovered.truth", "dead"]],
  ])("is measured without being asked for: %s", async (_, column, names) => {
    const experiment = await load(withHead(grid + line(column)));
    expect(measuredNames(experiment)).toEqual(names);
    expect(experiment.metrics).toEqual(["mmcs.truth"]);
  });

  test("is measured too where it is filtered by", async () => {
    const experiment = await load(withHead(grid + line("mmcs.truth", ", where: { converged: true }")));
    expect(measuredNames(experiment)).toEqual(["mmcs.truth", "converged"]);
  });

  test("is not measured for a history, which draws what training recorded", async () => {
    const experiment = await load(withHead("figures: [{ kind: history, y: l0 }]"));
    expect(measuredNames(experiment)).toEqual(["mmcs.truth"]);
  });

  test("that does not exist is an issue", async () => {
    expect(await issuesAfterHead(line("mmcs.thruth"))).toEqual(["3:45 SPEC_UNKNOWN_COLUMN"]);
  });

  test("changes no normal form that lists it", async () => {
    const { normal } = await load(withHead(`${grid}metrics: [l0]\n${line("l0")}`));
    expect(normal).toMatchObject({ metrics: ["l0"] });
  });
});

describe("what a figure draws of a zone", () => {
  test.each([
    ["width(zone(mmcs.truth>0.95))", "width(zone(mmcs.truth > 0.95))"],
    ["low( zone(mmcs.truth > 0.95) along sae.l1Coefficient )", "low(zone(mmcs.truth > 0.95))"],
    ["high(zone(l0 < 5) along sae.dictSize)", "high(zone(l0 < 5) along sae.dictSize)"],
  ])("%s has one name", async (written, name) => {
    const { figures, normal } = await load(withHead(grid + line(written)));
    expect(figures[0]?.y).toBe(name);
    const again = await load(JSON.stringify(normal));
    expect(again.normal).toEqual(normal);
  });

  test("needs the axis and the columns of its condition", async () => {
    const { figures } = await load(withHead(grid + line("width(zone(mmcs.truth > 2 * l0))")));
    expect(figures.flatMap(neededColumns)).toEqual([
      "sae.dictSize",
      "width(zone(mmcs.truth > 2 * l0))",
      "sae.l1Coefficient",
      "mmcs.truth",
      "l0",
    ]);
  });

  test.each<[string, string, string]>([
    ["what is no expression", "width(zone(mmcs.truth >))", "4:69 SPEC_CLAIM"],
    ["a function that does not exist", "widht(zone(mmcs.truth > 1))", "4:46 SPEC_CLAIM"],
    ["a number of another kind", "max(mmcs.truth)", "4:46 SPEC_CLAIM"],
    ["a zone without a measure", "zone(mmcs.truth > 0.9)", "4:46 SPEC_CLAIM"],
    ["cells that it chooses itself", "low(zone(mmcs.truth > 1 where sae.dictSize = 8))", "4:55 SPEC_CLAIM"],
    ["an axis that the grid does not have", "low(zone(l0 > 1) along data.jitter)", "4:46 SPEC_UNKNOWN_AXIS"],
  ])("%s is an issue at its place", async (_, column, issue) => {
    expect(await issuesAfterHead(grid + line(column))).toEqual([issue]);
  });

  test("a zone along the L1 coefficient needs that axis", async () => {
    const text = `grid: { sae.dictSize: [8, 16] }\n${line("width(zone(mmcs.truth > 0.95))")}`;
    expect(await issuesAfterHead(text)).toEqual(["4:46 SPEC_UNKNOWN_AXIS"]);
  });

  test("is no column to filter by", async () => {
    const where = ', where: { "width(zone(l0 > 1))": 2 }';
    expect(await issuesAfterHead(grid + line("l0", where))).toEqual(["4:60 SPEC_UNKNOWN_COLUMN"]);
  });

  test("a name without parentheses is a column", () => {
    expect(zoneColumn("mmcs.truth")).toBeUndefined();
    expect(zoneColumn("width(")).toBeUndefined();
  });
});
