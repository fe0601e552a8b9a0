import { describe, expect, test } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

const grid =
  "grid: { sae.l1Coefficient: [0.1, 1], variant: { a: {}, b: { data.jitter: 1 } } }\nmetrics: [mmcs.truth, dead]";

test("figures have names, unique ones, and reduce to a mean unless told", async () => {
  const { figures } = await load(
    withHead(
      `${grid}\nfigures:\n  - { kind: line, x: sae.l1Coefficient, y: dead }\n  - { kind: line, x: sae.l1Coefficient, y: mmcs.truth, reduce: median }\n  - { kind: histogram, x: dead, name: line-3 }\n  - { kind: line, x: variant, y: dead }`,
    ),
  );
  expect(figures.map(({ name, reduce }) => [name, reduce])).toEqual([
    ["line", "mean"],
    ["line-2", "median"],
    ["line-3", "mean"],
    ["line-4", "mean"],
  ]);
});

test("a filter and reference marks have one form, whatever the order written", async () => {
  const { figures } = await load(
    withHead(
      `${grid}\nfigures:\n  - { kind: line, x: sae.l1Coefficient, y: mmcs.truth, where: { variant: b, sae.l1Coefficient: [1, 0.1, 1] }, reference: [zone, deathLine] }`,
    ),
  );
  expect(figures[0]).toMatchObject({
    where: { variant: ["b"], "sae.l1Coefficient": [0.1, 1] },
    reference: ["deathLine", "zone"],
  });
});

test("marks of what has not converged can be left out, and stand in the normal form only then", async () => {
  const figure = "kind: heatmap, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth";
  const without = await load(withHead(`${grid}\nfigures: [{ ${figure}, marks: { converged: false } }]`));
  expect(without.figures[0]?.marks).toEqual({ converged: false });
  const asked = await load(withHead(`${grid}\nfigures: [{ ${figure}, marks: { converged: true } }]`));
  expect(asked.figures[0]).not.toHaveProperty("marks");
});

test("a domain is two numbers, and stands in the normal form only where it was asked for", async () => {
  const figure = "kind: line, x: sae.l1Coefficient, y: dead";
  const bounded = await load(withHead(`${grid}\nfigures: [{ ${figure}, domain: [0, 100] }]`));
  expect(bounded.figures[0]?.domain).toEqual([0, 100]);
  expect(bounded.normal).toMatchObject({ figures: [{ domain: [0, 100] }] });
  const free = await load(withHead(`${grid}\nfigures: [{ ${figure} }]`));
  expect(JSON.stringify(free.normal)).not.toContain("domain");
});

describe("columns", () => {
  test("axes, settings, metrics, their chance level and repeats are columns", async () => {
    for (const column of [
      "variant",
      "sae.l1Coefficient",
      "data.decay.rate",
      "mmcs.truth",
      "mmcs.truth.chance",
      "dead",
      "repeat",
    ]) {
      expect(await issuesAfterHead(`${grid}\nfigures: [{ kind: histogram, x: ${column} }]`)).toEqual([]);
    }
  });

  test.each<[string, string, readonly string[]]>([
    ["a column that does not exist", "{ kind: line, x: sae.l1, y: dead }", ["5:28 SPEC_UNKNOWN_COLUMN"]],
    ["a filter on no column", "{ kind: histogram, x: dead, where: { varian: a } }", ["5:48 SPEC_UNKNOWN_COLUMN"]],
    ["a history of what it does not record", "{ kind: history, y: converged }", ["5:31 SPEC_UNKNOWN_COLUMN"]],
    ["a series by no column", "{ kind: history, y: movement, series: x }", ["5:49 SPEC_UNKNOWN_COLUMN"]],
    ["a heatmap without colour", "{ kind: heatmap, x: variant, y: dead }", ["5:11 SPEC_MISSING_KEY"]],
    ["a figure without a kind", "{ x: variant }", ["5:11 SPEC_MISSING_KEY"]],
    ["an unknown kind", "{ kind: pie }", ["5:19 SPEC_VALUE"]],
    ["an interval of one", "{ kind: histogram, x: dead, interval: 1 }", ["5:49 SPEC_RANGE"]],
    ["a domain of one bound", "{ kind: histogram, x: dead, domain: [1] }", ["5:47 SPEC_RANGE"]],
    ["a domain of words", "{ kind: histogram, x: dead, domain: [low, 1] }", ["5:48 SPEC_TYPE"]],
    ["a reference that does not exist", "{ kind: histogram, x: dead, reference: [deathline] }", ["5:51 SPEC_VALUE"]],
    ["a name that is a path", "{ kind: histogram, x: dead, name: a/b }", ["5:45 SPEC_NAME"]],
    ["an unknown key", "{ kind: histogram, x: dead, colour: l0 }", ["5:39 SPEC_UNKNOWN_KEY"]],
  ])("%s is an issue at its place", async (_, figure, issues) => {
    expect(await issuesAfterHead(`${grid}\nfigures: [${figure}]`)).toEqual(issues);
  });

  test("two figures of one name are an issue", async () => {
    const figure = "{ kind: histogram, x: dead, name: a }";
    expect(await issuesAfterHead(`figures: [${figure}, ${figure}]\nmetrics: [dead]`)).toEqual([
      "3:84 SPEC_DUPLICATE_VALUE",
    ]);
  });

  test("a history needs no axis along x", async () => {
    expect(await issuesAfterHead(`${grid}\nfigures: [{ kind: history, y: loss.total, series: variant }]`)).toEqual([]);
  });
});
