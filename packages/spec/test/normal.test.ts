import { canonicalJson } from "@goldilocks/digest";
import { normalYaml, type Experiment } from "@goldilocks/spec";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { load, withHead } from "./support.ts";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

type Body = { readonly [key: string]: unknown };

const size = fc.integer({ min: 6, max: 1000 });
const coefficient = fc.double({ min: 0, max: 100, noNaN: true });
const decay = fc.oneof(
  fc.constant({ kind: "none" }),
  fc.record({ kind: fc.constantFrom("power", "geometric"), rate: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
);
const data = fc.record(
  { nFeatures: size, jitter: coefficient, decay, draw: fc.constantFrom("batch", "sample") },
  { requiredKeys: [] },
);
const sae = fc.record(
  { l1Coefficient: coefficient, dictSize: size, unitNorm: fc.constantFrom("project", "through") },
  { requiredKeys: [] },
);
const seeds = fc.record({ features: fc.nat(), data: fc.nat(), init: fc.nat() }, { requiredKeys: [] });
const variantName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_]{0,5}$/u);
const variants = fc.dictionary(
  variantName,
  fc.record({ "train.batch": size, "evaluate.deadWindow": size }, { requiredKeys: [] }),
  { minKeys: 1, maxKeys: 4 },
);
const grid = fc.record(
  {
    "train.steps": fc.uniqueArray(size, { minLength: 1, maxLength: 4 }),
    "sae.l1Coefficient": fc.oneof(
      fc.uniqueArray(coefficient, { minLength: 1, maxLength: 4 }),
      fc.record({ log10: fc.constant([0.01, 10]), perDecade: fc.integer({ min: 1, max: 5 }) }),
    ),
    "sae.dictSize": fc.record({
      ratioOf: fc.constant("data.nFeatures"),
      values: fc.uniqueArray(fc.constantFrom(0.25, 0.5, 1, 2, 8), { minLength: 1 }),
    }),
    variant: variants,
    zip: fc.constant({ both: { "seeds.init": [1, 11], "seeds.data": [3, 13] } }),
  },
  { requiredKeys: [] },
);
const body: fc.Arbitrary<Body> = fc.record(
  {
    data,
    sae,
    seeds,
    grid: grid.filter((axes) => Object.keys(axes).length > 0),
    repeats: fc.oneof(
      fc.integer({ min: 1, max: 5 }),
      fc.record({
        over: fc.uniqueArray(fc.constantFrom("init", "data", "features"), { minLength: 1 }),
        n: fc.integer({ min: 1, max: 5 }),
      }),
    ),
    metrics: fc.uniqueArray(fc.constantFrom("mmcs.truth", "l0", "dead"), { minLength: 1 }),
    description: fc.string(),
    figures: fc.constantFrom(
      [],
      [{ kind: "history", y: "l0" }],
      [{ kind: "histogram", x: "repeat", where: { "data.jitter": 1 } }],
    ),
  },
  { requiredKeys: [] },
);

const isMap = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);

/** The same body with the keys of unordered maps in another order. Axes and variants keep theirs: it has a meaning. */
function reordered(value: unknown, key = ""): unknown {
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, reordered(part, name)]);
  return Object.fromEntries(key === "grid" || key === "variant" ? entries : entries.toReversed());
}

const sections = new Set(["data", "sae", "train", "seeds"]);

function dotted(value: Body, prefix: string): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]): [string, unknown][] =>
    isMap(part) ? dotted(part, `${prefix}.${key}`) : [[`${prefix}.${key}`, part]],
  );
}

/** The same body with every setting at the top, under its path. */
const flattened = (value: Body): Body =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, part]): [string, unknown][] =>
      sections.has(key) && isMap(part) ? dotted(part, key) : [[key, part]],
    ),
  );

const asYaml = (value: unknown): string =>
  withHead(isMap(value) && Object.keys(value).length === 0 ? "" : stringify(value));

const loadBody = (value: unknown): Promise<Experiment> => load(asYaml(value));

/** The same text with a comment on every line, and the newlines of another system. */
const commented = (value: Body): string =>
  stringify({ goldilocks: 1, name: "x", ...value }, { blockQuote: false, lineWidth: 0 }).replaceAll(
    "\n",
    " # a comment\r\n",
  );

test("neither order of keys, nor comments, nor style changes the normal form", async () => {
  await fc.assert(
    fc.asyncProperty(body, async (value) => {
      const { normal } = await loadBody(value);
      const text = asYaml(value);
      const others = await Promise.all([
        loadBody(reordered(value)),
        loadBody(flattened(value)),
        load(JSON.stringify({ ...value, name: "x", goldilocks: 1 })),
        load(commented(value)),
        load({ "a.yaml": "extends: b.yaml", "b.yaml": text }),
      ]);
      const texts = new Set([normal, ...others.map((other) => other.normal)].map(canonicalJson));
      expect(texts.size).toBe(1);
    }),
    { numRuns: 150 },
  );
});

test("a normal form is an experiment with the same meaning and the same normal form, also with its keys sorted", async () => {
  await fc.assert(
    fc.asyncProperty(body, async (value) => {
      const first = await loadBody(value);
      const sorted = canonicalJson(first.normal);
      for (const text of [normalYaml(first), sorted]) {
        const { normal, axes, exclude, figures, repeats, metrics, description } = await load(text);
        expect(canonicalJson(normal)).toBe(sorted);
        expect({ axes, exclude, figures, repeats, metrics, description }).toEqual({
          axes: first.axes,
          exclude: first.exclude,
          figures: first.figures,
          repeats: first.repeats,
          metrics: first.metrics,
          description: first.description,
        });
      }
    }),
    { numRuns: 150 },
  );
});

const normalText = async (text: string): Promise<string> => canonicalJson((await load(withHead(text))).normal);

test.each<[string, string, string]>([
  ["a default written out and one left out", "sae.dictSize: 512\nrepeats: 1\nmetrics: [mmcs.truth]", "title: x"],
  [
    "a range and its values",
    "grid: { sae.l1Coefficient: { log10: [0.1, 1], perDecade: 2 } }",
    "grid: { sae.l1Coefficient: [0.1, 0.316228, 1] }",
  ],
  ["numbers however they are written", "sae.l1Coefficient: 1e-1", "sae: { l1Coefficient: 0.10 }"],
  ["zero and minus zero", "data.jitter: -0.0", "data.jitter: 0"],
  ["one repeat over any seeds", "repeats: { over: [init], n: 1 }", "repeats: 1"],
  [
    "a base that every point of an axis sets",
    "data.jitter: 3\ngrid: { data.jitter: [1] }",
    "grid: { data.jitter: [1] }",
  ],
  [
    "a variant nested and dotted",
    "grid: { v: { a: { data: { decay: { kind: none } } } } }",
    "grid: { v: { a: { data.decay.kind: none } } }",
  ],
  [
    "coupled settings in any order",
    "grid: { zip: { z: { seeds.init: [1, 2], seeds.data: [3, 4] } } }",
    "grid: { zip: { z: { seeds.data: [3, 4], seeds.init: [1, 2] } } }",
  ],
  [
    "cells left out by variant and by setting",
    "grid: { v: { a: {}, b: { data.jitter: 1 } } }\nexclude: [{ v: b }]",
    "grid: { v: { a: {}, b: { data.jitter: 1 } } }\nexclude: [{ data.jitter: [1] }, { v: [b] }]",
  ],
  ["a profile that nobody chose", "profiles: { smoke: { train.steps: 1 } }", ""],
  [
    "an anchor and what it stands for",
    "data: { activationDim: &n 64, nFeatures: *n }",
    "data: { activationDim: 64, nFeatures: 64 }",
  ],
])("%s mean the same", async (_, a, b) => {
  expect(await normalText(a)).toBe(await normalText(b));
});

test.each<[string, string, string]>([
  ["another value", "data.jitter: 1", "data.jitter: 2"],
  [
    "axes in another order",
    "grid: { data.jitter: [1], train.steps: [1] }",
    "grid: { train.steps: [1], data.jitter: [1] }",
  ],
  ["values in another order", "grid: { data.jitter: [1, 2] }", "grid: { data.jitter: [2, 1] }"],
  [
    "a ratio and the number it gives",
    "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [1] } }",
    "grid: { sae.dictSize: [512] }",
  ],
  ["a cell left out", "grid: { data.jitter: [1, 2] }", "grid: { data.jitter: [1, 2] }\nexclude: [{ data.jitter: 1 }]"],
])("%s is another meaning", async (_, a, b) => {
  expect(await normalText(a)).not.toBe(await normalText(b));
});

test("a normal form with characters that nobody sees is YAML in which they are escapes, with the same meaning", async () => {
  const title = "a\u202Eb\u200Bc\u2028d\u{E0041}e\u0085f";
  const description = "one\n\ttwo\u00ADx";
  for (const text of [`title: ${JSON.stringify(title)}`, `description: ${JSON.stringify(description)}`]) {
    const first = await load(withHead(text));
    const yaml = normalYaml(first);
    expect(yaml.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    const again = await load(yaml);
    expect(again.normal).toEqual(first.normal);
    expect([again.title, again.description]).toEqual([first.title, first.description]);
  }
});
