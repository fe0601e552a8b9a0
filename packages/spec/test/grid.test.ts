import { isExcluded } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

const axesOf = async (grid: string, rest = ""): Promise<readonly [string, readonly unknown[]][]> => {
  const { axes } = await load(withHead(`grid: ${grid}\n${rest}`));
  return axes.map(({ name, points }) => [name, points.map(({ value }) => value)]);
};

describe("forms of an axis", () => {
  test("a list is the values as they are", async () => {
    expect(
      await axesOf("{ train.steps: [5, 1], data.draw: [sample, batch], data.forceActive: [false, true] }"),
    ).toEqual([
      ["train.steps", [5, 1]],
      ["data.draw", ["sample", "batch"]],
      ["data.forceActive", [false, true]],
    ]);
  });

  test("a logarithmic range of whole numbers is truncated, each value once", async () => {
    expect(await axesOf("{ train.steps: { log10: [1, 100], perDecade: 3 } }")).toEqual([
      ["train.steps", [1, 2, 4, 10, 21, 46, 100]],
    ]);
  });

  test("coupled settings advance together", async () => {
    const { axes } = await load(
      withHead(
        "grid: { zip: { scale: { data.nFeatures: [128, 512], sae.dictSize: { ratioOf: data.nFeatures, values: [1, 2] } } } }",
      ),
    );
    expect(axes).toEqual([
      {
        name: "scale",
        label: "scale",
        scale: "ordinal",
        points: [
          {
            label: "128, 1×",
            value: "128, 1×",
            set: [
              { path: "data.nFeatures", value: 128 },
              { path: "sae.dictSize", ratio: 1, of: "data.nFeatures" },
            ],
          },
          {
            label: "512, 2×",
            value: "512, 2×",
            set: [
              { path: "data.nFeatures", value: 512 },
              { path: "sae.dictSize", ratio: 2, of: "data.nFeatures" },
            ],
          },
        ],
      },
    ]);
  });

  test("variants keep the order written, whatever their names, nested or dotted", async () => {
    const grid =
      "{ variant: { 10: {}, 2: { data: { decay: { kind: none } } }, 1: { data.jitter: 1, sae.init.encoder: transpose } } }";
    const { axes } = await load(withHead(`grid: ${grid}`));
    expect(axes[0]?.points.map(({ label, set }) => [label, set])).toEqual([
      ["10", []],
      ["2", [{ path: "data.decay.kind", value: "none" }]],
      [
        "1",
        [
          { path: "data.jitter", value: 1 },
          { path: "sae.init.encoder", value: "transpose" },
        ],
      ],
    ]);
  });

  test("lists of one-key maps mean the same as maps", async () => {
    const asMap = await load(
      withHead(
        "grid: { variant: { b: {}, a: { data.jitter: 1 } }, zip: { z: { seeds.init: [1, 2] } }, train.steps: [1] }",
      ),
    );
    const asList = await load(
      withHead(
        "grid: [{ variant: [{ b: {} }, { a: { data.jitter: 1 } }] }, { zip: { z: { seeds.init: [1, 2] } } }, { train.steps: [1] }]",
      ),
    );
    expect(asList.axes).toEqual(asMap.axes);
    expect(asList.normal).toEqual(asMap.normal);
  });

  test("an axis is logarithmic where ratios matter and every value is positive, or 0 beside at least two", async () => {
    const { axes } = await load(
      withHead(
        "grid: { sae.l1Coefficient: [0.1, 1], data.jitter: [0, 1], data.noise.input: [0, 0.1, 1], data.decay.rate: [0.9, 1], data.draw: [batch] }",
      ),
    );
    expect(axes.map(({ scale }) => scale)).toEqual(["log", "linear", "log", "linear", "ordinal"]);
  });

  test("a range may begin at 0, and is then the list of its values", async () => {
    const range = await load(withHead("grid: { data.noise.input: { log10: [0.01, 1], perDecade: 1, zero: true } }"));
    const list = await load(withHead("grid: { data.noise.input: [0, 0.01, 0.1, 1] }"));
    expect(range.axes).toEqual(list.axes);
    expect(range.normal).toEqual(list.normal);
    expect(range.axes[0]?.scale).toBe("log");
    const without = await load(withHead("grid: { data.noise.input: { log10: [0.01, 1], zero: false } }"));
    expect(without.axes[0]?.points.map(({ value }) => value)).toEqual([0.01, 0.1, 1]);
  });

  test("a range of a setting that cannot be 0 cannot begin there", async () => {
    const issues = await issuesAfterHead("grid: { sae.dictSize: { log10: [1, 10], zero: true } }");
    expect(issues).toEqual([expect.stringContaining("SPEC_RANGE")]);
  });
});

describe("wrong axes", () => {
  test.each<[string, string, readonly string[]]>([
    ["an empty grid", "grid: {}", ["3:7 SPEC_EMPTY"]],
    ["an empty axis", "grid: { sae.dictSize: [] }", ["3:23 SPEC_EMPTY"]],
    ["an axis without variants", "grid: { variant: {} }", ["3:18 SPEC_EMPTY"]],
    ["an axis of no setting", "grid: { sae.dictsize: [1] }", ["3:9 SPEC_UNKNOWN_AXIS"]],
    ["an axis named by its last key", "grid: { l1Coefficient: [1] }", ["3:9 SPEC_UNKNOWN_AXIS"]],
    ["an axis named by a range", "grid: { alpha: { log10: [1, 2] } }", ["3:9 SPEC_UNKNOWN_AXIS"]],
    ["a section for an axis", "grid: { sae: { dictSize: [1] } }", ["3:9 SPEC_UNKNOWN_AXIS"]],
    [
      "an axis of no setting among coupled ones",
      "grid: { zip: { z: { sae.x: [1], seeds.init: [1] } } }",
      ["3:21 SPEC_UNKNOWN_AXIS"],
    ],
    ["one value for a list", "grid: { sae.dictSize: 8 }", ["3:23 SPEC_TYPE"]],
    ["a value of the wrong type", "grid: { sae.dictSize: [8, x] }", ["3:27 SPEC_TYPE"]],
    ["a value out of range", "grid: { sae.l1Coefficient: [1, -1] }", ["3:32 SPEC_RANGE"]],
    ["a value that is not finite", "grid: { sae.l1Coefficient: [1, .inf] }", ["3:32 SPEC_NOT_FINITE"]],
    ["a value twice", "grid: { sae.dictSize: [8, 4, 8] }", ["3:30 SPEC_DUPLICATE_VALUE"]],
    ["a range from above", "grid: { sae.l1Coefficient: { log10: [1, 0.1] } }", ["3:28 SPEC_EMPTY"]],
    ["a range from zero", "grid: { sae.l1Coefficient: { log10: [0, 1] } }", ["3:38 SPEC_RANGE"]],
    ["a range without an end", "grid: { sae.l1Coefficient: { log10: [1] } }", ["3:37 SPEC_RANGE"]],
    ["a range beyond the setting's bounds", "grid: { sae.l1Coefficient: { log10: [1, 1e9] } }", ["3:28 SPEC_RANGE"]],
    [
      "a range with a misspelt key",
      "grid: { sae.l1Coefficient: { log10: [1, 10], perdecade: 4 } }",
      ["3:46 SPEC_UNKNOWN_KEY"],
    ],
    [
      "a ratio of what is no number",
      "grid: { sae.dictSize: { ratioOf: data.kind, values: [1] } }",
      ["3:34 SPEC_VALUE"],
    ],
    ["a ratio of zero", "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0] } }", ["3:59 SPEC_RANGE"]],
    [
      "a ratio that leaves nothing",
      "data.nFeatures: 8\ngrid: { sae.dictSize: { ratioOf: data.nFeatures, values: [1, 0.1] } }",
      ["4:62 SPEC_RANGE"],
    ],
    [
      "a ratio of a ratio",
      "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [1] }, data.nFeatures: { ratioOf: data.activationDim, values: [1] } }",
      ["3:23 SPEC_RATIO"],
    ],
    ["a ratio of itself", "grid: { sae.dictSize: { ratioOf: sae.dictSize, values: [1] } }", ["3:23 SPEC_RATIO"]],
    [
      "lists of unequal length",
      "grid: { zip: { z: { seeds.init: [1, 2], seeds.data: [1] } } }",
      ["3:33 SPEC_ZIP_LENGTH"],
    ],
    [
      "coupled values twice",
      "grid: { zip: { z: { seeds.init: [1, 1], seeds.data: [2, 2] } } }",
      ["3:19 SPEC_DUPLICATE_VALUE"],
    ],
    [
      "two axes that set the same",
      "grid: { data.jitter: [1], variant: { a: { data.jitter: 2 } } }",
      ["3:36 SPEC_AXIS_CONFLICT"],
    ],
    ["two axes of one name", "grid: { v: { a: {} }, zip: { v: { seeds.init: [1] } } }", ["3:33 SPEC_AXIS_CONFLICT"]],
    ["an axis named like a column", "grid: { repeat: { a: {} } }", ["3:17 SPEC_AXIS_CONFLICT"]],
    ["a variant that sets nothing there is", "grid: { variant: { a: { foo: 1 } } }", ["3:25 SPEC_UNKNOWN_KEY"]],
    ["a variant with a wrong value", "grid: { variant: { a: { data: { jitter: x } } } }", ["3:41 SPEC_TYPE"]],
    ["a point that does not fit its cell", "data.nFeatures: 8\ngrid: { data.active: [4, 9] }", ["4:26 SPEC_RANGE"]],
    [
      "a kind and a rate that never meet",
      "grid: { variant: { a: { data.decay: { kind: none, rate: 0.5 } } } }",
      ["3:51 SPEC_DOES_NOT_FIT"],
    ],
  ])("%s is an issue at its place", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });

  test("ten million cells are an issue at once", async () => {
    const values = `[${Array.from({ length: 215 }, (_, i) => i).join(", ")}]`;
    const grid = `grid: { seeds.init: ${values}, seeds.data: ${values}, seeds.features: ${values} }`;
    expect(await issuesAfterHead(grid)).toEqual(["3:7 SPEC_TOO_MANY_CELLS"]);
  });

  test("repeats count as cells", async () => {
    const values = `[${Array.from({ length: 1000 }, (_, i) => i + 1).join(", ")}]`;
    expect(await issuesAfterHead(`grid: { train.batch: ${values} }\nrepeats: 1001`)).toEqual([
      "3:7 SPEC_TOO_MANY_CELLS",
    ]);
    expect(await issuesAfterHead(`grid: { train.batch: ${values} }\nrepeats: 1000`)).toEqual([]);
  });

  test("a base that no cell keeps need not be right", async () => {
    expect(await issuesAfterHead("data.nFeatures: 2\ngrid: { data.nFeatures: [8, 16] }")).toEqual([]);
  });

  test("a cell that is left out need not be right", async () => {
    const text = "grid: { data.nFeatures: [4, 16], data.active: [2, 8] }";
    expect(await issuesAfterHead(text)).toEqual(["3:51 SPEC_RANGE"]);
    expect(await issuesAfterHead(`${text}\nexclude: [{ data.nFeatures: 4, data.active: 8 }]`)).toEqual([]);
  });
});

describe("exclude", () => {
  const grid =
    "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [1, 8] }, data.jitter: [0, 1], variant: { a: {}, b: { train.steps: 5 } } }";

  test("leaves out the cells that match every entry of one map", async () => {
    const { exclude } = await load(
      withHead(`${grid}\nexclude: [{ sae.dictSize: 8, data.jitter: [0, 1] }, { variant: b, data.jitter: 1 }]`),
    );
    expect(exclude).toEqual([
      {
        entries: [
          { axis: "sae.dictSize", points: [1] },
          { axis: "data.jitter", points: [0, 1] },
        ],
      },
      {
        entries: [
          { axis: "variant", points: [1] },
          { axis: "data.jitter", points: [1] },
        ],
      },
    ]);
    const out = (size: number, jitter: number, variant: number): boolean => {
      const at = new Map([
        ["sae.dictSize", size],
        ["data.jitter", jitter],
        ["variant", variant],
      ]);
      return isExcluded(exclude, (axis) => at.get(axis));
    };
    expect([out(0, 0, 0), out(1, 0, 0), out(0, 1, 0), out(0, 1, 1)]).toEqual([false, true, false, true]);
  });

  test("a setting names the variants that set it so, and those that leave it so", async () => {
    const { exclude } = await load(withHead(`${grid}\nexclude: [{ train.steps: 20000 }]`));
    expect(exclude).toEqual([{ entries: [{ axis: "variant", points: [0] }] }]);
  });

  test.each<[string, string, readonly string[]]>([
    ["everything", "exclude: [{ variant: [a, b] }]", ["4:10 SPEC_NO_CELLS"]],
    [
      "everything by several maps",
      "exclude: [{ variant: a }, { data.jitter: 0 }, { data.jitter: 1, variant: b }]",
      ["4:10 SPEC_NO_CELLS"],
    ],
    ["by what is no axis", "exclude: [{ variants: a }]", ["4:13 SPEC_UNKNOWN_AXIS"]],
    ["by a setting that no axis sets", "exclude: [{ train.batch: 256 }]", ["4:13 SPEC_UNKNOWN_AXIS"]],
    ["by a value that no point has", "exclude: [{ sae.dictSize: [8, 16] }]", ["4:31 SPEC_VALUE"]],
    ["by nothing", "exclude: [{}]", ["4:11 SPEC_EMPTY"]],
  ])("leaving out %s is an issue", async (_, exclude, issues) => {
    expect(await issuesAfterHead(`${grid}\n${exclude}`)).toEqual(issues);
  });

  test("a profile may take away what is left out", async () => {
    const text = withHead(
      `${grid}\nexclude: [{ sae.dictSize: 8 }, { variant: b, data.jitter: 1 }]\nprofiles: { smoke: { grid: { sae.dictSize: [4], variant: null } } }`,
    );
    expect((await load(text, { profile: "smoke" })).exclude).toEqual([]);
  });
});
