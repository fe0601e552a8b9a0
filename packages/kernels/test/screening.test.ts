import { Autoencoder, type KernelExports, type Kernels, knownAnswer } from "@goldilocks/kernels";
import fc from "fast-check";
import { expect, type Mock, test, vi } from "vitest";
import { loadKernels } from "./load-kernels.ts";

interface Case {
  readonly elements: number;
  readonly activationDim: number;
  readonly batch: number;
  readonly seed: number;
  /** Where biases lie, in standard deviations of a pre-activation. */
  readonly shift: number;
  /** Lengths of inputs and encoder rows. */
  readonly inputs: number;
  readonly rows: number;
  /** Written over some entries. */
  readonly odd: readonly { readonly where: "x" | "encoder" | "bias"; readonly at: number; readonly value: number }[];
}

const odd = fc.record({
  where: fc.constantFrom("x", "encoder", "bias"),
  at: fc.nat(),
  value: fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e30, -1e30, 1e-30, 1e14, -1e14),
});
const cases: fc.Arbitrary<Case> = fc.record({
  elements: fc.integer({ min: 1, max: 50 }),
  activationDim: fc.integer({ min: 1, max: 70 }),
  batch: fc.integer({ min: 1, max: 21 }),
  seed: fc.nat(),
  shift: fc.double({ min: -4, max: 1, noNaN: true }),
  inputs: fc.constantFrom(1, 1e-3, 1e4, 1e-18, 1e-25, 1e12),
  rows: fc.constantFrom(1, 1e-3, 1e4, 1e-18),
  odd: fc.array(odd, { maxLength: 2 }),
});

/** Random entries of about normal distribution; the seed is a stream of its own for each array. */
function noise(seed: number, n: number, length: number): Float32Array {
  let state = (Math.imul(seed, 0x9e3779b9) + n) >>> 0;
  const uniform = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  return Float32Array.from({ length: n }, () => length * 1.7 * (uniform() + uniform() + uniform() + uniform()));
}

function prepare(given: Case, kernels: Kernels, screenBelow: number): { a: Autoencoder; x: number } {
  const { elements, activationDim, batch, seed } = given;
  const a = new Autoencoder(kernels, given, { screenBelow, denseAbove: 2 });
  const x = kernels.allocate(a.samples * a.rowBytes);
  const write = (address: number, rows: number, values: Float32Array): void => {
    for (let i = 0; i < rows; i++) {
      const from = i * activationDim;
      kernels.f32(address + i * a.rowBytes, activationDim).set(values.subarray(from, from + activationDim));
    }
  };
  const values = {
    x: noise(seed, batch * activationDim, given.inputs),
    encoder: noise(seed + 1, elements * activationDim, given.rows),
    bias: Float32Array.from(
      { length: elements },
      () => given.shift * given.inputs * given.rows * Math.sqrt(activationDim),
    ),
  };
  for (const { where, at, value } of given.odd) values[where][at % values[where].length] = value;
  write(x, batch, values.x);
  write(a.encoder, elements, values.encoder);
  kernels.f32(a.bias, elements).set(values.bias);
  a.pack();
  return { a, x };
}

type Screen = KernelExports["encodeScreened"];

/** Kernels that tell when they screen. */
function watchedKernels(fused: boolean): { kernels: Kernels; screen: Mock<Screen> } {
  const kernels = loadKernels(fused);
  const { run } = kernels;
  const screen = vi.fn<Screen>((...args) => run.encodeScreened(...args));
  Object.assign(kernels, { run: { ...run, encodeScreened: screen } });
  return { kernels, screen };
}

interface Codes {
  readonly bits: string;
  readonly active: number;
  readonly screened: boolean;
}

/** Codes of four batches: the first says whether few codes are active, and the last two have other samples. */
function codesOf(given: Case, screenBelow: number, fused: boolean): Codes {
  const { kernels, screen } = watchedKernels(fused);
  const { a, x } = prepare(given, kernels, screenBelow);
  const rows = kernels.f32(x, given.batch * a.width);
  const bits: string[] = [];
  for (let batch = 0; batch < 4; batch++) {
    if (batch >= 2) rows.copyWithin(0, a.width);
    a.encode(x);
    const codes = kernels.u32(a.codes, given.batch * a.elements);
    const lengths = [given.batch + 1, a.active, a.active];
    const lists = [a.offsets, a.indices, a.values].map((list, i) => kernels.u32(list, lengths[i] ?? 0));
    bits.push([codes, ...lists].map(String).join("|"));
  }
  const screened = screen.mock.results.some(({ value }) => typeof value === "number" && value >= 0);
  return { bits: bits.join("\n"), active: a.active, screened };
}

test("screening gives the bits of the whole product, whatever the numbers, in both layouts", () => {
  let screenings = 0;
  fc.assert(
    fc.property(cases, fc.boolean(), (given, fused) => {
      const whole = codesOf(given, -1, fused);
      const screened = codesOf(given, 2, fused);
      expect(whole.screened).toBe(false);
      expect({ ...screened, screened: false }).toEqual(whole);
      screenings += Number(screened.screened);
    }),
    { numRuns: 300 },
  );
  expect(screenings).toBeGreaterThan(100);
});

/** The float32 next below a positive one. */
function below(value: number): number {
  const word = new Uint32Array([0]);
  const float = new Float32Array(word.buffer);
  float[0] = value;
  word[0] = (word[0] ?? 0) - 1;
  return float[0] ?? 0;
}

test("a pre-activation that is positive by its last bit alone is not screened out", () => {
  for (const fused of [false, true]) {
    const given: Case = { elements: 64, activationDim: 256, batch: 32, seed: 7, shift: 0, inputs: 1, rows: 1, odd: [] };
    const kernels = loadKernels(fused);
    const { a, x } = prepare(given, kernels, 2);
    const bias = kernels.f32(a.bias, 64);
    const product = kernels.allocate(a.samples * a.elements * 4);
    kernels.run.multiply(x, a.rowBytes, a.encoderPacked, product, a.elements * 4, a.samples, a.width, a.elements / 8);
    const sums = kernels.f32(product, 32 * 64);
    const largest = (j: number): number => Math.max(...Array.from({ length: 32 }, (_, i) => sums[i * 64 + j] ?? 0));
    for (let j = 0; j < 64; j++) bias[j] = -below(largest(j));
    a.encode(x);
    a.encode(x);
    expect(a.active).toBe(64);
  }
});

test("a batch is screened where the one before had few active codes, and only there", () => {
  const { kernels, screen } = watchedKernels(false);
  const given: Case = { elements: 50, activationDim: 70, batch: 20, seed: 3, shift: -3, inputs: 1, rows: 1, odd: [] };
  const { a, x } = prepare(given, kernels, 0.1);
  a.encode(x);
  expect(screen).toHaveBeenCalledTimes(0);
  a.encode(x);
  expect(screen).toHaveBeenCalledTimes(1);
  kernels.f32(a.bias, 50).fill(100);
  a.encode(x);
  a.encode(x);
  expect(screen).toHaveBeenCalledTimes(2);
  expect(a.active).toBe(1000);
});

test("the known answer takes every way through a step", () => {
  const kernels = loadKernels();
  const called = new Set<string>();
  const named = Object.entries(kernels.run).map(([name, run]): [string, unknown] => [
    name,
    (...args: never[]) => {
      called.add(name);
      return (run as (...values: never[]) => unknown)(...args);
    },
  ]);
  Object.assign(kernels, { run: Object.fromEntries(named) });
  knownAnswer(kernels);
  const ways = ["multiply", "encodeScreened", "listActive", "combineRows", "updateSparse", "updateDense"];
  expect(ways.filter((name) => !called.has(name))).toEqual([]);
});
