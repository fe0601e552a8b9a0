import { applyAssignments, checkSettings, getSetting, spanOf, type Assignment, type Settings } from "@goldilocks/spec";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { load, withHead } from "./support.ts";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

let base: Settings;
beforeAll(async () => {
  base = (await load(withHead(""))).settings;
});

describe("applyAssignments", () => {
  test("sets values and leaves all else, and the base, as it was", () => {
    const before = JSON.stringify(base);
    const next = applyAssignments(base, [{ path: "train.optimizer.learningRate", value: 0.5 }]);
    expect(next).toEqual({
      ...base,
      train: { ...base.train, optimizer: { ...base.train.optimizer, learningRate: 0.5 } },
    });
    expect(JSON.stringify(base)).toBe(before);
  });

  test("resolves ratios last, from what else was set, to truncated whole numbers", () => {
    const assignments: Assignment[] = [
      { path: "sae.dictSize", ratio: 0.3, of: "data.nFeatures" },
      { path: "data.nFeatures", value: 99 },
    ];
    expect(applyAssignments(base, assignments).sae.dictSize).toBe(29);
    expect(applyAssignments(base, assignments.toReversed()).sae.dictSize).toBe(29);
  });

  test("a kind takes the keys that do not fit with it, and brings defaults", () => {
    const none = applyAssignments(base, [{ path: "data.decay.kind", value: "none" }]);
    expect(none.data.decay).toEqual({ kind: "none" });
    expect(applyAssignments(none, [{ path: "data.decay.kind", value: "geometric" }]).data.decay).toEqual({
      kind: "geometric",
      rate: 0.99,
    });
  });

  test("kinds come before the values they make room for", () => {
    const none = applyAssignments(base, [{ path: "data.decay.kind", value: "none" }]);
    const assignments: Assignment[] = [
      { path: "data.decay.rate", value: 0.5 },
      { path: "data.decay.kind", value: "power" },
    ];
    expect(applyAssignments(none, assignments).data.decay).toEqual({ kind: "power", rate: 0.5 });
  });
});

const pathsOf = (assignments: readonly Assignment[]): string[] =>
  checkSettings(applyAssignments(base, assignments)).map(({ code, path }) => `${path} ${code}`);

describe("checkSettings", () => {
  test("finds nothing wrong with defaults", () => {
    expect(checkSettings(base)).toEqual([]);
  });

  test.each<[readonly Assignment[], string]>([
    [[{ path: "sae.dictSize", ratio: 0.001, of: "data.nFeatures" }], "sae.dictSize SPEC_RANGE"],
    [[{ path: "data.nFeatures", value: 4 }], "data.active SPEC_RANGE"],
    [
      [
        { path: "data.decay.kind", value: "none" },
        { path: "data.decay.rate", value: 0.5 },
      ],
      "data.decay.rate SPEC_DOES_NOT_FIT",
    ],
    [
      [
        { path: "train.schedule.kind", value: "cosine" },
        { path: "train.warmup", value: 20_000 },
      ],
      "train.warmup SPEC_RANGE",
    ],
    [
      [
        { path: "train.resample.kind", value: "loss" },
        { path: "train.resample.until", value: 4999 },
      ],
      "train.resample.until SPEC_RANGE",
    ],
    [
      [
        { path: "train.schedule.kind", value: "constant" },
        { path: "train.schedule.final", value: 0.5 },
      ],
      "train.schedule.final SPEC_DOES_NOT_FIT",
    ],
    [[{ path: "data.draw", value: "once" }], "data.draw SPEC_VALUE"],
    [[{ path: "data.foo", value: 1 }], "data.foo SPEC_UNKNOWN_KEY"],
  ])("%j is wrong: %s", (assignments, issue) => {
    expect(pathsOf(assignments)).toEqual([issue]);
  });

  test("finds what is missing in something that only claims to be settings", () => {
    const nothing: Settings = JSON.parse("{}");
    expect(checkSettings(nothing).map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => "SPEC_MISSING_KEY"));
  });

  test("cells are checked by a schema that is compiled once, however many they are", () => {
    checkSettings(base);
    const compile = vi.spyOn(Ajv2020.prototype, "compile");
    for (let cell = 0; cell < 100; cell++) {
      const settings = applyAssignments(base, [
        { path: "sae.l1Coefficient", value: cell },
        { path: "sae.dictSize", ratio: 2, of: "data.nFeatures" },
      ]);
      expect(checkSettings(settings)).toEqual([]);
    }
    expect(compile).not.toHaveBeenCalled();
    compile.mockRestore();
  });
});

test("getSetting finds a setting by its path, and nothing where there is none", () => {
  expect(getSetting(base, "train.optimizer.beta1")).toBe(0.9);
  for (const path of ["", "train.foo", "train.steps.foo", "__proto__", "data.constructor"]) {
    expect(getSetting(base, path)).toBeUndefined();
  }
});

const place = async (path: string, points: { readonly [axis: string]: number } = {}): Promise<string | undefined> => {
  const experiment = await load({
    "a.yaml": withHead(
      "extends: b.yaml\ngrid:\n  sae.l1Coefficient: [0.1,\n    1]\n  variant:\n    a: {}\n    b: { data.jitter: 1 }\n",
    ),
    "b.yaml": "data:\n  nFeatures: 64\n",
  });
  const span = spanOf(experiment, path, points);
  return span && `${span.file}:${span.start.line}:${span.start.column}`;
};

describe("spanOf", () => {
  test("a setting is where the file wrote it that wrote it last", async () => {
    expect(await place("data.nFeatures")).toBe("b.yaml:2:14");
  });

  test("a setting of a cell is at the point that sets it", async () => {
    expect(await place("sae.l1Coefficient", { "sae.l1Coefficient": 1, variant: 0 })).toBe("a.yaml:6:5");
    expect(await place("data.jitter", { variant: 1 })).toBe("a.yaml:9:5");
  });

  test("a default is at its section, or nowhere", async () => {
    expect(await place("data.jitter", { variant: 0 })).toBe("b.yaml:1:1");
    expect(await place("train.steps")).toBeUndefined();
  });
});
