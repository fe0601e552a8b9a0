import { canonicalJson, type Json } from "@goldilocks/digest";
import { parsePreImage, plainCourse, PlanError, withDefaults } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { fillDefaults, leaveOutDefaults } from "../src/frozen.ts";
import { preImageOf, preImageText } from "../src/pre-image.ts";
import { registry } from "../src/registry.ts";

const { defaults } = registry.stream;

describe("leaveOutDefaults", () => {
  it("leaves out what equals the default, at every depth", () => {
    expect(leaveOutDefaults({ nFeatures: 512, decay: { kind: "power", rate: 0.5 } }, defaults)).toEqual({
      decay: { rate: 0.5 },
    });
    expect(leaveOutDefaults({ decay: { kind: "power", rate: 0.99 } }, defaults)).toEqual({});
  });

  it("takes the defaults of the branch a value is on", () => {
    expect(leaveOutDefaults({ decay: { kind: "geometric", rate: 0.99 } }, defaults)).toEqual({
      decay: { kind: "geometric" },
    });
    expect(leaveOutDefaults({ decay: { kind: "none" } }, defaults)).toEqual({
      decay: { kind: "none" },
    });
  });

  it("keeps a parameter without a default", () => {
    expect(leaveOutDefaults({ step: 0 }, registry.point.defaults)).toEqual({ step: 0 });
  });

  it("is undone by fillDefaults", () => {
    const decays: Json[] = [
      { kind: "power", rate: 0.99 },
      { kind: "power", rate: 0.5 },
      { kind: "geometric", rate: 0.99 },
      { kind: "geometric", rate: 0.5 },
      { kind: "none" },
    ];
    for (const decay of decays) {
      const whole = { ...fillDefaults({}, defaults), decay, nFeatures: 7 };
      expect(fillDefaults(leaveOutDefaults(whole, defaults), defaults)).toEqual(whole);
    }
  });

  it("gives an option that is new, inside a structure too, no place in an old pre-image", () => {
    const old = leaveOutDefaults({ optimizer: { kind: "adam", learningRate: 0.01 } }, registry.trajectory.defaults);
    const withOption = {
      optimizer: {
        choice: "kind",
        preferred: "adam",
        branches: { adam: { learningRate: 0.001, warmup: 0 } },
      },
    };
    expect(leaveOutDefaults({ optimizer: { kind: "adam", learningRate: 0.01, warmup: 0 } }, withOption)).toEqual(old);
  });
});

describe("withDefaults", () => {
  it("gives every parameter of a kind", () => {
    expect(withDefaults("trajectory", { l1Coefficient: 1 })).toEqual({
      dictSize: 512,
      activation: { kind: "relu" },
      l1Coefficient: 1,
      l1Normalise: "mean",
      unitNorm: "project",
      tied: false,
      decoderBias: "none",
      auxiliary: { kind: "none" },
      init: { encoder: "linear", decoder: "orthogonal" },
      optimizer: { kind: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      initSeed: 0,
      jitter: 0,
      noise: { input: 0, target: "clean", label: 0 },
      course: plainCourse,
      history: { perDecade: 3 },
    });
  });
});

describe("preImageOf", () => {
  it("names the class of device of a trajectory, whatever its name, and of nothing else", () => {
    const device = 'gpu "1"';
    const trajectory = preImageOf("trajectory", "v", {}, ["a"], device);
    expect(trajectory[4]).toBe(device);
    expect(preImageText(trajectory)).toBe(canonicalJson(trajectory));
    expect(preImageOf("point", "v", { step: 1 }, ["a"], device)[4]).toBeNull();
    const exact = preImageOf("trajectory", "v", {}, ["a"]);
    expect(exact).toEqual(preImageOf("trajectory", "v", {}, ["a"], "exact"));
    expect(preImageText(exact)).toBe(canonicalJson(exact));
  });

  it("gives a device class to a trajectory only", () => {
    expect(canonicalJson(preImageOf("trajectory", "v", { dictSize: 512, jitter: 1 }, ["a"]))).toBe(
      '["trajectory","v",{"jitter":1},["a"],"exact"]',
    );
    expect(canonicalJson(preImageOf("point", "v", { step: 1 }, ["a"]))).toBe('["point","v",{"step":1},["a"],null]');
  });
});

describe("parsePreImage", () => {
  it("reads what preImageOf wrote", () => {
    expect(parsePreImage(preImageOf("codes", "v", { chunk: 3, batches: 256 }, ["a"]))).toEqual({
      kind: "codes",
      opVersion: "v",
      parameters: { chunk: 3, batches: 256 },
      inputs: ["a"],
      device: null,
    });
  });

  it.each<[string, Json]>([
    ["no list", { kind: "codes" }],
    ["an unknown kind", ["tokens", "v", {}, [], null]],
    ["an input that is no key", ["codes", "v", {}, [1], null]],
    ["an entry too many", ["codes", "v", {}, [], null, null]],
    ["a device that is no word", ["codes", "v", {}, [], 1]],
  ])("refuses %s", (_, preImage) => {
    expect(() => parsePreImage(preImage)).toThrowError(
      expect.objectContaining({ code: "PLAN_BAD_PRE_IMAGE", constructor: PlanError }),
    );
  });
});
