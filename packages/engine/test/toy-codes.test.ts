import { type DrawnCodes, EngineError } from "@goldilocks/engine";
import type { StreamParameters } from "@goldilocks/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { covarianceOf, drawn, stream } from "./support/toy.ts";

const { factor } = await covarianceOf(37, "raw", 3);
const small: StreamParameters = { ...stream, nFeatures: 37, active: 3, batch: 11, seed: 5 };

/** The samples of batches `from` … `from + batches − 1` of what was drawn, each as its entries. */
function samplesOf(codes: DrawnCodes, from: number, batches: number, batch: number): [number, number][][] {
  const samples: [number, number][][] = [];
  let at = 0;
  for (const [i, count] of codes.counts.entries()) {
    const entries = Array.from({ length: count }, (_, k): [number, number] => [
      codes.indices[at + k] ?? -1,
      codes.values[at + k] ?? -1,
    ]);
    at += count;
    if (i >= from * batch && i < (from + batches) * batch) samples.push(entries);
  }
  return samples;
}

const streams = fc.record({
  draw: fc.constantFrom("batch" as const, "sample" as const),
  forceActive: fc.boolean(),
  purpose: fc.constantFrom("train" as const, "heldOut" as const),
  correlated: fc.boolean(),
});

describe("a stream", () => {
  test("has the same batches whatever else is drawn with them", () => {
    fc.assert(
      fc.property(
        streams,
        fc.nat(2000),
        fc.nat(3),
        fc.integer({ min: 1, max: 4 }),
        ({ correlated, ...kind }, start, skip, batches) => {
          const parameters = { ...small, ...kind, active: 0.7 };
          const matrix = correlated ? factor : undefined;
          const long = drawn(parameters, matrix, start, skip + batches + 2);
          const short = drawn(parameters, matrix, start + skip, batches);
          expect(samplesOf(short, 0, batches, 11)).toEqual(samplesOf(long, skip, batches, 11));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("goes on beyond 2^32 samples without repeating itself", () => {
    const far = Math.floor(2 ** 32 / small.batch) + 1;
    const [near, later] = [drawn(small, factor, 1, 3), drawn(small, factor, far, 3)];
    expect(samplesOf(later, 0, 3, 11)).not.toEqual(samplesOf(near, 0, 3, 11));
    expect(later.values.length).toBeGreaterThan(0);
  });

  test("differs between seeds, and between training and held-out data", () => {
    const streamsOf = [small, { ...small, seed: 6 }, { ...small, purpose: "heldOut" as const }];
    const texts = streamsOf.map((parameters) => JSON.stringify(samplesOf(drawn(parameters, factor, 0, 2), 0, 2, 11)));
    expect(new Set(texts).size).toBe(3);
  });

  test("draws the normal once a batch, or once a sample", () => {
    expect(drawn({ ...small, draw: "batch" }, factor, 0, 4).probabilities).toBe(4 * 37);
    expect(drawn({ ...small, draw: "sample" }, factor, 0, 4).probabilities).toBe(4 * 11 * 37);
  });

  test("lists each sample's active features once, ascending, with strengths above 0 and at most 1", () => {
    for (const sample of samplesOf(drawn(small, factor, 7, 20), 0, 20, 11)) {
      for (const [k, [feature, strength]] of sample.entries()) {
        expect(feature).toBeGreaterThan(sample[k - 1]?.[0] ?? -1);
        expect(feature).toBeLessThan(37);
        expect(strength).toBeGreaterThan(0);
        expect(strength).toBeLessThanOrEqual(1);
      }
    }
  });

  test("has uniform strengths", () => {
    const { values } = drawn({ ...stream, seed: 1 }, undefined, 0, 60);
    const n = values.length;
    expect(n).toBeGreaterThan(60_000);
    // Kolmogorov's distance: 1.95 / √n is exceeded once in a thousand times.
    const sorted = values.toSorted();
    const distance = sorted.reduce((most, value, i) => Math.max(most, Math.abs(value - (i + 0.5) / n)), 0);
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
    // Strengths of neighbours within a sample are independent of each other.
    let product = 0;
    for (let i = 1; i < n; i++) product += ((values[i] ?? 0) - 0.5) * ((values[i - 1] ?? 0) - 0.5);
    expect(Math.abs((product / n) * 12)).toBeLessThan(4 / Math.sqrt(n));
  });
});

describe("a forced active feature", () => {
  const sparse: StreamParameters = { ...stream, active: 0.5, batch: 500, seed: 2 };
  const [free, forced] = [false, true].map((forceActive) =>
    samplesOf(drawn({ ...sparse, forceActive }, undefined, 0, 40), 0, 40, 500),
  );

  test("is put, at strength 1, into the samples that have none, and nowhere else", () => {
    expect(free?.filter((sample) => sample.length === 0).length).toBeGreaterThan(5000);
    for (const [i, sample] of (forced ?? []).entries()) {
      if (free?.[i]?.length === 0) expect(sample).toEqual([[expect.any(Number), 1]]);
      else expect(sample).toEqual(free?.[i]);
    }
  });

  test("is any feature with the same probability", () => {
    const counts = new Float64Array(128);
    let total = 0;
    for (const [i, sample] of (forced ?? []).entries()) {
      if (free?.[i]?.length !== 0) continue;
      counts[sample[0]?.[0] ?? -1] = (counts[sample[0]?.[0] ?? -1] ?? 0) + 1;
      total++;
    }
    const expected = total / 128;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 127 degrees of freedom: mean 127, deviation 16.
    expect(Math.abs(chiSquare - 127)).toBeLessThan(4 * 16);
  });
});

test("probabilities that are all 0 are an error that names the draw", () => {
  const parameters: StreamParameters = { ...small, decay: { kind: "power", rate: 1e9 } };
  expect(() => drawn(parameters, undefined, 0, 1)).toThrow(EngineError);
  expect(() => drawn(parameters, undefined, 0, 1)).toThrow(expect.objectContaining({ code: "ENGINE_NO_ACTIVITY" }));
});
