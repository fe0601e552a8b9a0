import { suggest } from "@goldilocks/diagnostics";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const paths = ["data.nFeatures", "data.decay.rate", "sae.dictSize", "sae.l1Coefficient", "train.steps"];

test("a typing error finds the word that was meant", () => {
  expect(suggest("data.nFeature", paths)).toBe("data.nFeatures");
  expect(suggest("tarin.steps", paths)).toBe("train.steps");
  expect(suggest("SAE.DICTSIZE", paths)).toBe("sae.dictSize");
});

test("the last part of a path finds the path", () => {
  expect(suggest("dictSize", paths)).toBe("sae.dictSize");
  expect(suggest("l1coefficient", paths)).toBe("sae.l1Coefficient");
});

test("a word that is far from every candidate finds none", () => {
  expect(suggest("mixture", paths)).toBeUndefined();
  expect(suggest("", paths)).toBeUndefined();
  expect(suggest("x", [])).toBeUndefined();
});

test("a candidate finds itself", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1 }), (words) => {
      const [word = ""] = words;
      expect(suggest(word, words)?.toLowerCase()).toBe(word.toLowerCase());
    }),
  );
});

test("very long words end at once", () => {
  expect(suggest("x".repeat(1_000_000), ["y".repeat(1_000_000)])).toBeUndefined();
});
