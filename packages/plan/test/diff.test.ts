import type { Json } from "@goldilocks/digest";
import {
  compile,
  correspondingNodes,
  diffColumn,
  diffNodes,
  diffNormalForms,
  matchCells,
  type NodeDifference,
  type Plan,
  type SpecDifference,
} from "@goldilocks/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { planOf } from "./small-plan.ts";
import { versions } from "./versions.ts";

const grid = (text: string): Promise<Plan> => planOf(`metrics: [mmcs.truth, loss.total]\n${text}`);
const fieldsOf = (a: Plan, b: Plan): readonly SpecDifference[] =>
  diffNormalForms(a.experiment.normal, b.experiment.normal);

/** Small experiments that differ in settings, axes, repeats, metrics and figures. */
const texts = fc
  .record({
    l1: fc.constantFrom("0.1", "[0.1, 1]", "[1, 0.1]", "[0.1, 0.3, 1]"),
    size: fc.constantFrom("16", "{ ratioOf: data.nFeatures, values: [0.5, 1] }", "[8, 24]"),
    variant: fc.constantFrom(
      "",
      "  v: { clean: {}, jitter: { data.jitter: 0.1 } }\n",
      "  v: { clean: {}, jitter: { data.jitter: 0.2 } }\n",
    ),
    repeats: fc.constantFrom(1, 2),
    metrics: fc.constantFrom("[mmcs.truth]", "[mmcs.truth, loss.total]"),
    active: fc.constantFrom(2, 3),
    drawn: fc.boolean(),
  })
  .map(({ l1, size, variant, repeats, metrics, active, drawn }) => {
    const [fixed, axes] = [/^[\d.]+$/u.test(l1), /^[\d.]+$/u.test(size)];
    const own = `goldilocks: 1\nname: p\ndata: { activationDim: 8, nFeatures: 16, active: ${active} }\n`;
    const sae = `sae: { ${[...(fixed ? [`l1Coefficient: ${l1}`] : []), ...(axes ? [`dictSize: ${size}`] : [])].join(", ")} }\n`;
    const lines = [fixed ? "" : `  sae.l1Coefficient: ${l1}\n`, axes ? "" : `  sae.dictSize: ${size}\n`, variant].join(
      "",
    );
    const figures = drawn ? "figures: [{ kind: line, name: f, x: sae.l1Coefficient, y: mmcs.truth }]\n" : "";
    return `${own}${sae}train: { steps: 40, batch: 32 }\n${lines === "" ? "" : `grid:\n${lines}`}repeats: { over: [init], n: ${repeats} }\nmetrics: ${metrics}\n${figures}`;
  });

const mirrored = ({ path, before, after, added, removed }: SpecDifference): SpecDifference => ({
  path,
  before: after,
  after: before,
  ...(added !== undefined && removed !== undefined && { added: removed, removed: added }),
});

const figure = (name: string, y: string): string => `{ kind: line, name: ${name}, x: sae.l1Coefficient, y: ${y} }`;
const variant = (jitter: number): string => `grid: { v: { clean: {}, noisy: { data.jitter: ${jitter} } } }\n`;

describe("diffNormalForms", () => {
  it("names a setting with both of its values", async () => {
    const [a, b] = [await grid(""), await grid("seeds: { data: 3 }\n")];
    expect(fieldsOf(a, b)).toEqual([{ path: "seeds.data", before: 0, after: 3 }]);
  });

  it("names the values that an axis gains and loses in one difference", async () => {
    const a = await grid("grid: { sae.l1Coefficient: [0.1, 0.2, 0.3] }\n");
    const b = await grid("grid: { sae.l1Coefficient: [0.1, 0.3, 1, 2] }\n");
    expect(fieldsOf(a, b)).toEqual([
      expect.objectContaining({ path: "sae.l1Coefficient", added: [1, 2], removed: [0.2] }),
    ]);
  });

  it("sets a single value against the axis that replaced it", async () => {
    const a = await grid("");
    const b = await grid("grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] } }\n");
    expect(fieldsOf(a, b)).toEqual([
      { path: "sae.dictSize", before: 16, after: [0.5, 1] },
      { path: "sae.dictSize.ratioOf", before: undefined, after: "data.nFeatures" },
    ]);
  });

  it("finds a figure by its name, and names a new one without its fields", async () => {
    const a = await grid(`figures: [${figure("one", "mmcs.truth")}]\n`);
    const b = await grid(`figures: [${figure("two", "mmcs.truth")}, ${figure("one", "loss.total")}]\n`);
    expect(fieldsOf(a, b)).toEqual([
      expect.objectContaining({ path: "figures", added: ["two"], removed: [] }),
      { path: "figures.one.y", before: "mmcs.truth", after: "loss.total" },
    ]);
  });

  it("says when only the order of axes changed", async () => {
    const a = await grid("grid: { sae.l1Coefficient: [0.1, 1], train.batch: [32, 64] }\n");
    const b = await grid("grid: { train.batch: [32, 64], sae.l1Coefficient: [0.1, 1] }\n");
    expect(fieldsOf(a, b)).toEqual([expect.objectContaining({ path: "order of axes", added: [], removed: [] })]);
  });

  it("names what a variant sets by its name", async () => {
    expect(fieldsOf(await grid(variant(0.1)), await grid(variant(0.2)))).toEqual([
      expect.objectContaining({ path: "v.noisy.data.jitter", before: 0.1, after: 0.2 }),
    ]);
  });
});

describe("matchCells", () => {
  it("matches ratios as ratios, whatever they are of", async () => {
    const ratio = "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] } }\n";
    const a = compile(
      await load(`goldilocks: 1\nname: a\ndata: { nFeatures: 16, activationDim: 8, active: 2 }\n${ratio}`),
      versions,
    );
    const b = compile(
      await load(`goldilocks: 1\nname: b\ndata: { nFeatures: 32, activationDim: 8, active: 2 }\n${ratio}`),
      versions,
    );
    const { pairs } = matchCells(a, b);
    expect(pairs.map((pair) => pair.map(({ settings }) => settings.sae.dictSize))).toEqual([
      [8, 16],
      [16, 32],
    ]);
  });

  it("matches an axis of one side with the setting of the other", async () => {
    const [a, b] = [await grid("grid: { train.batch: [32, 64] }\n"), await grid("")];
    const { pairs, onlyA, onlyB, by } = matchCells(a, b);
    expect(pairs.map(([cell]) => cell.settings.train.batch)).toEqual([32]);
    expect([onlyA.length, onlyB.length, by]).toEqual([1, 0, ["train.batch"]]);
  });

  it("matches the variants of one side by what they set", async () => {
    const a = await grid("grid: { v: { clean: {}, noisy: { data.jitter: 0.1 } } }\n");
    const b = await grid("grid: { w: { only: { data.jitter: 0.1 } } }\n");
    expect(matchCells(a, b).pairs.map(([{ coordinates }]) => coordinates["v"]?.label)).toEqual(["noisy"]);
  });
});

describe("diffNodes", () => {
  it("counts what is shared and names the field where two plans part, once", async () => {
    const a = await grid("grid: { sae.l1Coefficient: [0.1, 1] }\n");
    const b = await grid("seeds: { data: 1 }\ngrid: { sae.l1Coefficient: [0.1, 1] }\n");
    const { counts, differences } = diffNodes(a, b, correspondingNodes(a, b, matchCells(a, b)));
    expect(counts).toContainEqual({ kind: "features", shared: 1, onlyA: 0, onlyB: 0 });
    expect(counts).toContainEqual({ kind: "point", shared: 0, onlyA: 2, onlyB: 2 });
    expect(differences.filter(({ kind }) => kind !== "table")).toEqual([
      expect.objectContaining({ kind: "stream", path: "parameters.seed", before: 0, after: 1 }),
    ]);
  });
});

describe("diffColumn", () => {
  it("finds the largest change, the largest by its share, and the mean", () => {
    const found = diffColumn({ name: "m", label: "m", a: [10, 1, 0, null, 2], b: [14, 2, 0, 1, null] });
    expect(found).toMatchObject({
      both: 3,
      equal: 1,
      onlyA: 1,
      onlyB: 1,
      meanA: 11 / 3,
      meanB: 16 / 3,
      meanChange: 5 / 3,
    });
    expect(found.largest).toEqual({ pair: 0, a: 10, b: 14, change: 4, relative: 0.4 });
    expect(found.largestRelative).toEqual({ pair: 1, a: 1, b: 2, change: 1, relative: 1 });
  });

  it("tells 0 from −0, and compares what is no number", () => {
    expect(diffColumn({ name: "m", label: "m", a: [0, 1], b: [-0, 1] })).toMatchObject({ both: 2, equal: 1 });
    const flags = diffColumn({ name: "m", label: "m", a: [true, false], b: [true, true] });
    expect(flags).toMatchObject({ equal: 1, meanA: null, largest: null });
    expect(flags.changes).toEqual([{ pair: 1, a: false, b: true, change: null, relative: null }]);
  });

  it("mirrors: the changes the other way round are the same with the other sign", () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 12 }), (rows) => {
        const columns = { a: rows.map(([a]) => a), b: rows.map(([, b]) => b) };
        const there = diffColumn({ name: "m", label: "m", ...columns });
        const back = diffColumn({ name: "m", label: "m", a: columns.b, b: columns.a });
        expect([back.both, back.equal, back.onlyA, back.onlyB]).toEqual([
          there.both,
          there.equal,
          there.onlyB,
          there.onlyA,
        ]);
        expect([back.meanA, back.meanB]).toEqual([there.meanB, there.meanA]);
        expect(back.changes.map(({ pair }) => pair)).toEqual(there.changes.map(({ pair }) => pair));
        for (const [index, { change }] of back.changes.entries())
          expect((change ?? 0) + (there.changes[index]?.change ?? 0)).toBe(0);
        const same = diffColumn({ name: "m", label: "m", a: columns.a, b: columns.a });
        expect(same).toMatchObject({ equal: same.both, onlyA: 0, onlyB: 0, largest: null, changes: [] });
      }),
    );
  });
});

describe("whatever two experiments are", () => {
  it("one differs from itself in nothing, and from another as that does from it, the other way round", async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, async (first, second) => {
        const [a, b] = [compile(await load(first), versions), compile(await load(second), versions)];
        expect(fieldsOf(a, a)).toEqual([]);
        expect(fieldsOf(b, a)).toEqual(fieldsOf(a, b).map(mirrored));
        const [self, there, back] = [matchCells(a, a), matchCells(a, b), matchCells(b, a)];
        expect([self.onlyA, self.onlyB]).toEqual([[], []]);
        expect(sorted(back.pairs.map(([x, y]) => [y.index, x.index]))).toEqual(
          sorted(there.pairs.map(([x, y]) => [x.index, y.index])),
        );
        expect(diffNodes(a, a, correspondingNodes(a, a, self)).differences).toEqual([]);
        const [to, from] = [
          diffNodes(a, b, correspondingNodes(a, b, there)),
          diffNodes(b, a, correspondingNodes(b, a, back)),
        ];
        expect(from.counts).toEqual(
          to.counts.map(({ onlyA, onlyB, ...one }) => ({ ...one, onlyA: onlyB, onlyB: onlyA })),
        );
        const facts = to.differences.map(mirroredFacts);
        expect(sorted(from.differences.map(factsOf))).toEqual(sorted(facts));
      }),
      { numRuns: 40 },
    );
  });
});

const factsOf = ({ kind, path, before, after, nodes }: NodeDifference): Omit<NodeDifference, "example"> => ({
  kind,
  path,
  before,
  after,
  nodes,
});
const mirroredFacts = ({ before, after, ...one }: NodeDifference): object =>
  factsOf({ ...one, before: after, after: before });
const sorted = (all: readonly unknown[]): readonly string[] => all.map((one) => JSON.stringify(one as Json)).toSorted();
