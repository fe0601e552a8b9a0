import { loadExperiment, type SpecError } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

const figure = "kind: line, x: sae.l1Coefficient, y: mmcs.truth";
const read = async (options: string) => (await load(withHead(`figures: [{ ${figure}, ${options} }]`))).figures[0];

const y = async (text: string) => {
  const metrics = "metrics: [mmcs.truth, recovered.truth]";
  const found = await load(withHead(`${metrics}\nfigures: [{ kind: line, x: sae.dictSize, y: ${text} }]`));
  return found.figures[0]?.y;
};

test.each([
  ["width: 84mm", { width: 317.48 }],
  ["width: 3.3in", { width: 316.8 }],
  ["width: 240pt, height: 9.5 cm", { width: 320, height: 359.06 }],
  ["width: 510", { width: 510 }],
  ["labels: { x: α, y: cosine }", { labels: { x: "α", y: "cosine" } }],
  ["scales: { x: linear }", { scales: { x: "linear" } }],
  ["domains: { x: [0.1, 1] }", { domains: { x: [0.1, 1] } }],
  ["formats: [pdf, svg]", { formats: ["svg", "pdf"] }],
  ["dpi: 300", { dpi: 300 }],
  ["hide: [caption, title]", { hide: ["title", "caption"] }],
  ["spread: strip", { spread: "strip" }],
  ["bins: [0, 0.5, 1]", { bins: [0, 0.5, 1] }],
  ["reduce: { at: 1000 }", { reduce: { at: 1000 } }],
])("%s is read, and is in the normal form, which reads alike", async (options, expected) => {
  const found = await load(withHead(`figures: [{ ${figure}, ${options} }]`));
  expect(found.figures[0]).toMatchObject(expected);
  expect((await load(JSON.stringify(found.normal))).figures).toEqual(found.figures);
});

test("options at their default leave the figure as it is without them", async () => {
  const defaults = "formats: [png, svg], dpi: 192, hide: [], numbers: false, spread: interval, reduce: mean";
  expect(await read(defaults)).toEqual(await read("interval: 0.9").then((one) => ({ ...one, interval: undefined })));
});

test("y is one column or several, and a list of one is that one", async () => {
  expect(await y("[mmcs.truth, recovered.truth]")).toEqual(["mmcs.truth", "recovered.truth"]);
  expect(await y("[mmcs.truth]")).toBe("mmcs.truth");
});

describe("a wrong option is an issue at its place", () => {
  test.each([
    ["width: 84 feet", "3:69 SPEC_VALUE"],
    ["width: 100", "3:69 SPEC_RANGE"],
    ["width: 20mm", "3:69 SPEC_RANGE"],
    ["height: 900in", "3:70 SPEC_RANGE"],
    ["dpi: 10", "3:67 SPEC_RANGE"],
    ["formats: [gif]", "3:72 SPEC_VALUE"],
    ["hide: [legend]", "3:69 SPEC_VALUE"],
    ["scales: { x: cubic }", "3:75 SPEC_VALUE"],
    ["labels: { z: a }", "3:72 SPEC_UNKNOWN_KEY"],
    ["domains: { x: [0] }", "3:76 SPEC_RANGE"],
    ["bins: 0", "3:68 SPEC_RANGE"],
    ["reduce: { at: 0 }", "3:76 SPEC_RANGE"],
    ["reduce: middle", "3:70 SPEC_VALUE"],
    ["numbers: 2", "3:71 SPEC_TYPE"],
  ])("%s", async (options, expected) => {
    const found = await issuesAfterHead(`figures: [{ ${figure}, ${options} }]`);
    expect(found).toEqual([expected]);
  });

  test.each([
    ["width: -3", "200 to 4000"],
    ["height: 5000", "200 to 4000"],
    ["bins: 0", "1 to 1000"],
  ])("%s has a hint that names both bounds", async (options, bounds) => {
    const text = withHead(`figures: [{ ${figure}, ${options} }]`);
    const [issue] = await loadExperiment("a.yaml", { read: () => text }).then(
      () => [],
      ({ issues }: SpecError) => issues,
    );
    expect(issue?.code).toBe("SPEC_RANGE");
    expect(issue?.hint).toContain(bounds);
  });

  test("a column among several y is named where it stands", async () => {
    const found = await issuesAfterHead("figures: [{ kind: line, x: sae.dictSize, y: [mmcs.truth, ded] }]");
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("SPEC_UNKNOWN_COLUMN");
  });
});
