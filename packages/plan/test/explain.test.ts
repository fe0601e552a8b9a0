import { type Json, keyOf } from "@goldilocks/digest";
import { explainDifference, nearest } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { preImageOf } from "../src/pre-image.ts";

const features = (seed: number): Json => preImageOf("features", "f1", { seed }, []);
const stream = (rate: number): Json => preImageOf("stream", "s1", { decay: { kind: "power", rate } }, []);
const trajectory = (l1Coefficient: number, inputs: readonly Json[]): Json =>
  preImageOf("trajectory", "t1", { l1Coefficient }, inputs.map(keyOf));

describe("explainDifference", () => {
  it("finds nothing between equals", () => {
    expect(explainDifference(features(0), features(0))).toEqual([]);
  });

  it("names a field with its value on both sides, a default too", () => {
    expect(explainDifference(features(0), features(3))).toEqual([
      { kind: "features", path: "parameters.seed", before: 0, after: 3 },
    ]);
  });

  it("names kind, op version, device and a nested field", () => {
    const before: Json = ["stream", "s1", { decay: { rate: 0.5 } }, [], null];
    const after: Json = ["stream", "s2", { decay: { kind: "none" } }, [], "other"];
    expect(explainDifference(before, after)).toEqual([
      { kind: "stream", path: "opVersion", before: "s1", after: "s2" },
      { kind: "stream", path: "device", before: null, after: "other" },
      { kind: "stream", path: "parameters.decay.kind", before: "power", after: "none" },
      { kind: "stream", path: "parameters.decay.rate", before: 0.5, after: undefined },
    ]);
  });

  it("gives the two keys of an input it knows nothing about", () => {
    const [a, b] = [trajectory(1, [features(0)]), trajectory(1, [features(1)])];
    expect(explainDifference(a, b)).toEqual([
      {
        kind: "trajectory",
        path: "inputs.0",
        before: keyOf(features(0)),
        after: keyOf(features(1)),
      },
    ]);
  });

  it("follows an input to the field that made it differ, once for each", () => {
    const all = [features(0), features(1), stream(0.9), stream(0.8)];
    const lookup = (key: string): Json | undefined => all.find((each) => keyOf(each) === key);
    const a = trajectory(1, [features(0), stream(0.9), features(0)]);
    const b = trajectory(1, [features(1), stream(0.8), features(1)]);
    expect(explainDifference(a, b, lookup)).toEqual([
      { kind: "features", path: "inputs.0.parameters.seed", before: 0, after: 1 },
      { kind: "stream", path: "inputs.1.parameters.decay.rate", before: 0.9, after: 0.8 },
    ]);
  });

  it("names an input that only one side has", () => {
    const [a, b] = [trajectory(1, []), trajectory(1, [features(0)])];
    expect(explainDifference(a, b)).toEqual([
      { kind: "trajectory", path: "inputs.0", before: undefined, after: keyOf(features(0)) },
    ]);
  });
});

const column = (name: string, values: readonly number[]): Json => ({ name, values });
const table = (rows: number, known: readonly Json[], inputs: readonly string[]): Json =>
  preImageOf("table", "t1", { rows, known, sources: ["dead"], measured: [], derived: [] }, inputs);

describe("what separates two tables", () => {
  const [a, b, c] = [column("a", [1, 2]), column("a", [1, 3]), column("b", [0, 0])];

  it("is named by columns, a list of values as a whole", () => {
    expect(explainDifference(table(2, [a], ["k"]), table(2, [b, c], ["k"]))).toEqual([
      { kind: "table", path: "parameters.known.a.values", before: [1, 2], after: [1, 3] },
      { kind: "table", path: "parameters.known.b", before: undefined, after: c },
    ]);
  });

  it("is the order of columns where that is all", () => {
    expect(explainDifference(table(2, [a, c], ["k"]), table(2, [c, a], ["k"]))).toEqual([
      { kind: "table", path: "parameters.known", before: ["a", "b"], after: ["b", "a"] },
    ]);
  });

  it("is not looked for in the cells of other rows", () => {
    const found = explainDifference(table(1, [a], ["k"]), table(2, [a], ["l", "k"]));
    expect(found.map(({ path }) => path)).toEqual(["parameters.rows"]);
  });
});

describe("nearest", () => {
  it("finds the candidate with the fewest differences", () => {
    const wanted = preImageOf("features", "f1", { seed: 1, nFeatures: 8, activationDim: 4 }, []);
    const far = preImageOf("features", "f1", { seed: 2, nFeatures: 9, activationDim: 5 }, []);
    const near = preImageOf("features", "f1", { seed: 1, nFeatures: 8, activationDim: 5 }, []);
    expect(nearest(wanted, [far, near])).toEqual({
      preImage: near,
      differences: [{ kind: "features", path: "parameters.activationDim", before: 5, after: 4 }],
    });
  });

  it("takes the first of equals and never another kind", () => {
    expect(nearest(features(0), [stream(0.99), features(1), features(2)])?.preImage).toEqual(features(1));
    expect(nearest(features(0), [stream(0.99)])).toBeUndefined();
  });
});
