import { getSetting, settingSchemas } from "@goldilocks/spec";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { issuesOf, load, withHead } from "./support.ts";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

const text = withHead(
  "grid: { sae.l1Coefficient: [0.1, 1] }\nprofiles: { smoke: { train: { steps: 5, batch: 8 }, grid: { sae.l1Coefficient: [1] } } }",
);

describe("profiles", () => {
  test("a profile merges over the file, and --set over the profile", async () => {
    const { settings, axes } = await load(text, { profile: "smoke", set: ["train.batch=16"] });
    expect(settings.train).toMatchObject({ steps: 5, batch: 16 });
    expect(axes[0]?.points.map(({ value }) => value)).toEqual([1]);
  });

  test("an unknown profile is an issue at the profiles", async () => {
    expect(await issuesOf(text, { profile: "smok" })).toEqual(["a.yaml:4:1 SPEC_UNKNOWN_PROFILE"]);
    expect(await issuesOf(withHead(""), { profile: "smoke" })).toEqual(["SPEC_UNKNOWN_PROFILE"]);
    expect(await issuesOf(text, { profile: "__proto__" })).toEqual(["a.yaml:4:1 SPEC_UNKNOWN_PROFILE"]);
  });

  test("a profile that is not chosen is checked too", async () => {
    expect(await issuesOf(withHead("profiles: { post: { train.steps: 0 } }"))).toEqual(["a.yaml:3:34 SPEC_RANGE"]);
  });
});

describe("--set", () => {
  test("values are YAML, and the later wins", async () => {
    const set = [
      "train.steps=5",
      "data={ jitter: 0.5, forceActive: true }",
      "train.steps=6",
      "repeats={ over: [init], n: 3 }",
      "metrics=[l0, dead]",
      "title=a: b",
    ];
    const { settings, repeats, metrics } = await load(text, { set: set.slice(0, -1) });
    expect(settings.train.steps).toBe(6);
    expect(settings.data).toMatchObject({ jitter: 0.5, forceActive: true });
    expect([repeats, metrics]).toEqual([{ over: ["init"], n: 3 }, ["l0", "dead"]]);
  });

  test("grid. names an axis", async () => {
    const { axes } = await load(text, {
      set: ["grid.sae.l1Coefficient=[3]", "grid.variant={ a: {}, b: { data.jitter: 1 } }"],
    });
    expect(axes.map(({ name, points }) => [name, points.map(({ value }) => value)])).toEqual([
      ["sae.l1Coefficient", [3]],
      ["variant", ["a", "b"]],
    ]);
  });

  test.each<[string, readonly string[], string]>([
    ["no equals sign", ["train.steps"], "--set:1:1 SPEC_SET"],
    ["no key", ["=1"], "--set:1:1 SPEC_SET"],
    ["an unknown key", ["data.jitter=1", "trian.steps=1"], "--set:2:1 SPEC_UNKNOWN_KEY"],
    ["a wrong value", ["train.steps=few"], "--set:1:13 SPEC_TYPE"],
    ["no value", ["train.steps="], "--set:1:13 SPEC_TYPE"],
    ["a value that is no YAML", ["train.steps=[1"], "--set:1:15 SPEC_YAML"],
    ["no finite number", ["data.jitter=.inf"], "--set:1:13 SPEC_NOT_FINITE"],
    ["an axis of no setting", ["grid.sae.foo=[1]"], "--set:1:1 SPEC_UNKNOWN_AXIS"],
    ["the base of an axis", ["sae.l1Coefficient=3"], "--set:1:19 SPEC_SET"],
    ["what belongs in a file", ["extends=b.yaml"], "--set:1:1 SPEC_SET"],
    ["a conflict with the file", ["data.active=600"], "--set:1:13 SPEC_RANGE"],
  ])("%s is an issue in the pseudo-file --set", async (_, set, issue) => {
    expect(await issuesOf(text, { set })).toEqual([issue]);
  });
});

const defaults = (await load(withHead(""))).settings;
const setting = fc
  .constantFrom(...settingSchemas)
  .filter(([path]) => path !== "data.decay.rate" && path !== "data.active" && getSetting(defaults, path) !== undefined)
  .chain(([path, schema]) => {
    const { examples = [], enum: values = [], default: standard = null } = schema;
    const all = [...examples, ...values].filter((value) => value !== "none");
    return fc.record({ path: fc.constant(path), value: fc.constantFrom(...all, standard) });
  })
  .filter(({ value }) => value !== null);

test("setting a value is writing it in the file, dotted or nested", async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ path, value }) => {
      const shown = JSON.stringify(value);
      const nested = path.split(".").reduceRight((inner, key) => `{ ${JSON.stringify(key)}: ${inner} }`, shown);
      const normals = await Promise.all([
        load(withHead(""), { set: [`${path}=${shown}`] }),
        load(withHead(`${path}: ${shown}`)),
        load(withHead(nested.slice(2, -2))),
        load(withHead(""), { set: [`${path.split(".")[0]}=${nested.slice(nested.indexOf(":") + 2, -2)}`] }),
      ]);
      for (const { normal } of normals) expect(normal).toEqual(normals[0]?.normal);
    }),
  );
});
