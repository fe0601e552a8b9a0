import { SpecError } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { load, withHead } from "./support.ts";

/** The issues of a text after the head, and the hint of each. */
async function hintsOf(text: string, set: readonly string[] = []): Promise<readonly string[]> {
  try {
    await load(withHead(text), { set });
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.issues.map(({ code, span, hint }) => `${span?.start.line}:${span?.start.column} ${code} ${hint}`);
  }
}

/** One issue of this place and code, whose hint has a text to write. */
const one = (place: string, wanted: string): unknown => [
  expect.stringMatching(new RegExp(`^${place} .*${wanted.replaceAll(/[[\]{}().*+?^$|\\]/gu, String.raw`\$&`)}`, "u")),
];

describe("a hint names the cause", () => {
  test.each<[string, string, string, string]>([
    ["a list for a setting", "sae.dictSize: [256, 512]", "3:15 SPEC_TYPE", "grid: { sae.dictSize: [256, 512] }"],
    ["a list, nested", "train: { steps: [1, 2] }", "3:17 SPEC_TYPE", "grid: { train.steps: [1, 2] }"],
    ["a list of names", "data.draw: [batch, sample]", "3:12 SPEC_TYPE", 'grid: { data.draw: ["batch", "sample"] }'],
    [
      "a range for a setting",
      "sae.l1Coefficient: { log10: [0.1, 1] }",
      "3:20 SPEC_TYPE",
      "grid: { sae.l1Coefficient: { log10: [0.1, 1] } }",
    ],
    ["a list in a profile", "profiles: { a: { sae.k: [1, 2] } }", "3:25 SPEC_TYPE", "grid: { sae.k: [1, 2] }"],
    ["a list in a variant", "grid: { v: { a: { data.jitter: [1, 2] } } }", "3:32 SPEC_TYPE", "data.jitter an axis"],
    ["one value for an axis", "grid: { sae.dictSize: 8 }", "3:23 SPEC_TYPE", "[8]"],
    ["a decimal comma in a flow map", "sae: { l1Coefficient: 0,1 }", "3:25 SPEC_UNKNOWN_KEY", "l1Coefficient: 0.1"],
    ["a decimal comma in a block", "sae.l1Coefficient: 0,25", "3:20 SPEC_TYPE", "0.25"],
    ["commas between thousands", "train.steps: 20,000", "3:14 SPEC_TYPE", "20000"],
    ["underscores between thousands", "train.steps: 20_000", "3:14 SPEC_TYPE", "20000"],
    ["a number in quotes", 'train.steps: "20000"', "3:14 SPEC_TYPE", "20000"],
    ["a number in thousands", "train.steps: 20k", "3:14 SPEC_TYPE", "20000"],
    ["a share in percent", "data.decay.rate: 99%", "3:18 SPEC_TYPE", "0.99"],
    ["a number of base 60", "train.steps: 1:30", "3:14 SPEC_TYPE", "90"],
    ["yes for true", "sae.tied: yes", "3:11 SPEC_TYPE", "write true"],
    ["off for false", "sae.tied: off", "3:11 SPEC_TYPE", "write false"],
    ["exponents as bounds", "grid: { sae.l1Coefficient: { log10: [-2, 1] } }", "3:38 SPEC_RANGE", "log10: [0.01, 10]"],
    ["an exponent of 0", "grid: { sae.l1Coefficient: { log10: [0, 2] } }", "3:38 SPEC_RANGE", "log10: [1, 100]"],
    ["a tab as an indent", "data:\n\tjitter: 1", "4:1 SPEC_YAML", "spaces"],
    ["a tab as an indent in a flow map", "data: {\n\tjitter: 1 }", "4:2 SPEC_YAML", "spaces"],
  ])("%s", async (_, text, place, wanted) => {
    expect(await hintsOf(text)).toEqual(one(place, wanted));
  });

  test("ratios as a figure shows them", async () => {
    for (const values of ["0.5x, 1x", "½×, 1×", "½, 1 X"]) {
      const hints = await hintsOf(`grid: { sae.dictSize: [${values}] }`);
      expect(hints).toHaveLength(2);
      for (const hint of hints) expect(hint).toContain("{ ratioOf: data.nFeatures, values: [0.5, 1] }");
    }
    expect(await hintsOf("sae.dictSize: 2x")).toEqual(
      one("3:15 SPEC_TYPE", "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [2] } }"),
    );
  });

  test("a list in --set", async () => {
    expect(await hintsOf("", ["sae.dictSize=[1, 2]"])).toEqual(
      one("1:14 SPEC_TYPE", "--set 'grid.sae.dictSize=[1, 2]'"),
    );
  });
});

describe("names that other programs and papers have", () => {
  test.each([
    ["lr", "train.optimizer.learningRate"],
    ["learning_rate", "train.optimizer.learningRate"],
    ["alpha", "sae.l1Coefficient"],
    ["lambda", "sae.l1Coefficient"],
    ["l1", "sae.l1Coefficient"],
    ["l1_coeff", "sae.l1Coefficient"],
    ["l1_lambda", "sae.l1Coefficient"],
    ["d_sae", "sae.dictSize"],
    ["n_latents", "sae.dictSize"],
    ["dict_size", "sae.dictSize"],
    ["hidden", "sae.dictSize"],
    ["expansion_factor", "ratioOf: data.nFeatures"],
    ["batch_size", "train.batch"],
    ["epochs", "train.steps"],
    ["n_steps", "train.steps"],
    ["seed", "seeds: { features: 0, data: 0, init: 0 }"],
    ["d_model", "data.activationDim"],
    ["d_in", "data.activationDim"],
    ["n_features", "data.nFeatures"],
    ["warmup_steps", "train.warmup"],
    ["top_k", "sae.k"],
  ])("%s is %s, as a key and as an axis", async (name, wanted) => {
    expect(await hintsOf(`${name}: 1`)).toEqual(one("3:1 SPEC_UNKNOWN_KEY", wanted));
    expect(await hintsOf(`profiles: { a: { ${name}: 1 } }`)).toEqual(one("3:18 SPEC_UNKNOWN_KEY", wanted));
    expect(await hintsOf(`grid: { ${name}: [1, 2] }`)).toEqual(one("3:9 SPEC_UNKNOWN_AXIS", wanted));
  });

  test("a key is named as it is written where it stands", async () => {
    expect(await hintsOf("train: { lr: 0.1 }")).toEqual(
      one("3:10 SPEC_UNKNOWN_KEY", "did you mean optimizer.learningRate?"),
    );
    expect(await hintsOf("train.lr: 0.1")).toEqual(
      one("3:1 SPEC_UNKNOWN_KEY", "did you mean train.optimizer.learningRate?"),
    );
    expect(await hintsOf("sae: { lr: 0.1 }")).toEqual(
      one("3:8 SPEC_UNKNOWN_KEY", "did you mean train.optimizer.learningRate?"),
    );
  });

  test("a key of another part of the settings is named there", async () => {
    expect(await hintsOf("sae: { nFeatures: 4 }")).toEqual(one("3:8 SPEC_UNKNOWN_KEY", "did you mean data.nFeatures?"));
  });

  test("a figure's column is named by its path", async () => {
    expect(await hintsOf("figures: [{ kind: line, x: alpha, y: mmcs.truth }]")).toEqual(
      one("3:28 SPEC_UNKNOWN_COLUMN", "sae.l1Coefficient"),
    );
  });

  test("keys of a figure are none of settings", async () => {
    const [hint] = await hintsOf("figures: [{ kind: line, x: repeat, y: mmcs.truth, alpha: 1 }]");
    expect(hint).not.toContain("sae.l1Coefficient");
  });
});
