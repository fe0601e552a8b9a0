import { Samples, writeTensors } from "@goldilocks/engine";
import { paddedWidth } from "@goldilocks/kernels";
import { describe, expect, test } from "vitest";
import { loadKernels } from "./support/machine.ts";

const [G, H, BATCH] = [6, 40, 500];

const features = Float32Array.from({ length: G * H }, (_, i) => (Math.floor(i / H) === i % H ? 1 : 0));

/** A chunk whose samples have features 0 … count − 1 of their number active at strengths 0.3 and 0.8 alternating. */
function chunk(batches: number): Uint8Array {
  const counts = Uint16Array.from({ length: batches * BATCH }, (_, i) => i % 3);
  const entries = [...counts].flatMap((count) => Array.from({ length: count }, (_, k) => k));
  const values = Float32Array.from(entries, (k) => (k === 0 ? 0.3 : 0.8));
  return writeTensors({
    counts: { shape: [counts.length], data: counts },
    indices: { shape: [entries.length], data: Uint16Array.from(entries) },
    values: { shape: [values.length], data: values },
  });
}

/** Inputs `[BATCH][H]` of one batch. */
function inputs(size: number, index: number, seed = 1): number[][] {
  const kernels = loadKernels();
  const jitter = { size, seed, stream: "data.jitter" } as const;
  const samples = new Samples(kernels, { nFeatures: G, activationDim: H, batch: BATCH, jitter }, features);
  samples.load(chunk(4), 10);
  samples.assemble(index);
  const width = paddedWidth(H);
  const memory = kernels.f32(samples.x, BATCH * width);
  for (let i = 0; i < BATCH; i++) {
    for (let k = H; k < width; k++) expect(memory[i * width + k]).toBe(0);
  }
  return Array.from({ length: BATCH }, (_, i) => [...memory.subarray(i * width, i * width + H)]);
}

describe("inputs", () => {
  test("are codes times features", () => {
    const first = (11 - 10) * BATCH;
    for (const [i, x] of inputs(0, 11).entries()) {
      const active = (first + i) % 3;
      const expected = Array.from({ length: H }, (_, k) => Math.fround(k < active ? (k === 0 ? 0.3 : 0.8) : 0));
      expect(x).toEqual(expected);
    }
  });

  test("have jitter of the stated root mean square length on each active direction, and none without one", () => {
    const size = 0.25;
    const [noisy, clean] = [inputs(size, 12), inputs(0, 12)];
    const squares = [0, 0, 0];
    const numbers = [0, 0, 0];
    for (const [i, x] of noisy.entries()) {
      const active = (2 * BATCH + i) % 3;
      numbers[active] = (numbers[active] ?? 0) + 1;
      for (const [k, value] of x.entries())
        squares[active] = (squares[active] ?? 0) + (value - (clean[i]?.[k] ?? 0)) ** 2;
    }
    const strengths = [0, 0.3 ** 2, 0.3 ** 2 + 0.8 ** 2];
    for (const active of [0, 1, 2]) {
      // A sum of independent noises, each of length `size` times its strength.
      const expected = size ** 2 * (strengths[active] ?? 0);
      const number = numbers[active] ?? 0;
      const error = expected * Math.sqrt(2 / H / number);
      expect(Math.abs((squares[active] ?? 0) / number - expected)).toBeLessThanOrEqual(4.5 * error);
    }
  });

  test("have jitter that is drawn anew in every sample, alike whenever it is asked for, and other for other seeds", () => {
    const [once, again, other, later] = [inputs(0.25, 12), inputs(0.25, 12), inputs(0.25, 12, 2), inputs(0.25, 13)];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    expect(new Set(once.filter((x) => x.some((value) => value !== 0)).map(String)).size).toBeGreaterThan(300);
    expect(later[0]).not.toEqual(once[0]);
  });

  test("of a chunk replace those of the chunk before, whatever their sizes", () => {
    const kernels = loadKernels();
    const jitter = { size: 0, seed: 0, stream: "data.jitter" } as const;
    const samples = new Samples(kernels, { nFeatures: G, activationDim: H, batch: BATCH, jitter }, features);
    expect(() => samples.assemble(0)).toThrow(RangeError);
    const taken: number[] = [];
    for (const [n, batches] of [1, 4, 2, 4, 1].entries()) {
      samples.load(chunk(batches), n * 10);
      samples.assemble(n * 10);
      taken.push(kernels.used);
      expect([...kernels.f32(samples.x + paddedWidth(H) * 4, H)][0]).toBe(Math.fround(0.3));
    }
    expect(taken[4]).toBe(taken[1]);
  });
});
