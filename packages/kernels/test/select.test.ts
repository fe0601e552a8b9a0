import fc from "fast-check";
import { expect, test } from "vitest";
import { loadKernels } from "./load-kernels.ts";

/** Codes among which many are 0 or equal; a multiple of 8 of them. */
const codes = fc
  .array(fc.oneof(fc.constantFrom(0, 0, 0.5, 0.25), fc.float({ min: 0, max: 2 ** 60, noNaN: true })), { maxLength: 70 })
  .map((list) => Float32Array.from({ length: Math.ceil((list.length + 1) / 8) * 8 }, (_, i) => Math.abs(list[i] ?? 0)));

/** The k largest by a stable sort: of equal codes the first. */
function largest(list: Float32Array, k: number): Float32Array {
  const order = [...list.keys()].toSorted((a, b) => (list[b] ?? 0) - (list[a] ?? 0) || a - b);
  const kept = new Set(order.slice(0, k));
  return list.map((code, i) => (kept.has(i) ? code : 0));
}

test("the k largest codes stay, of equal ones the first, and all that are above 0 where they are fewer", () => {
  const kernels = loadKernels();
  fc.assert(
    fc.property(codes, fc.integer({ min: 1, max: 40 }), (list, k) => {
      const mark = kernels.used;
      const address = kernels.allocate(list.length * 4);
      kernels.f32(address, list.length).set(list);
      const kept = kernels.run.keepLargest(address, list.length, k);
      const expected = largest(list, k);
      expect(kernels.f32(address, list.length).slice()).toEqual(expected);
      const active = expected.filter((code) => code > 0);
      expect(kept).toBe(active.length);
      expect(kernels.run.smallestActive(address, list.length)).toBe(
        active.length === 0 ? 0 : active.reduce((least, code) => Math.min(least, code)),
      );
      kernels.release(mark);
    }),
    { numRuns: 2000 },
  );
});

test("a NaN stays, whatever k is, so that it reaches the loss", () => {
  const kernels = loadKernels();
  const address = kernels.allocate(8 * 4);
  kernels.f32(address, 8).set([1, 2, Number.NaN, 3, 4, 5, 6, 7]);
  expect(kernels.run.keepLargest(address, 8, 1)).toBe(1);
  expect([...kernels.f32(address, 8)]).toEqual([0, 0, Number.NaN, 0, 0, 0, 0, 0]);
});

test("a code stays where it is above its element's threshold", () => {
  const kernels = loadKernels();
  const [address, bias, thresholds] = [16, 8, 8].map((count) => kernels.allocate(count * 4));
  kernels.f32(address ?? 0, 16).set([1, 2, 3, 4, -1, 0, 0, 0, 0.5, Number.NaN, 1, 9, 0, 0, 0, 0]);
  kernels.f32(bias ?? 0, 8).set([0, 0, 0.5, 0, 0, 0, 0, 0]);
  kernels.f32(thresholds ?? 0, 8).set([0.5, 2, 1, 5, 0, 0, 0, 0]);
  expect(kernels.run.activateAbove(address ?? 0, bias ?? 0, thresholds ?? 0, 2, 8)).toBe(5);
  expect([...kernels.f32(address ?? 0, 16)]).toEqual([1, 0, 3.5, 0, 0, 0, 0, 0, 0, Number.NaN, 1.5, 9, 0, 0, 0, 0]);
});
