import { sharesAt } from "@goldilocks/engine";
import { type CourseParameters, plainCourse } from "@goldilocks/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadKernels } from "./support/machine.ts";

const { run } = loadKernels();
const shares = (course: Partial<CourseParameters>, step: number): ReturnType<typeof sharesAt> =>
  sharesAt({ ...plainCourse, ...course }, step, run);

/** Courses whose learning rate falls, and the steps of their training. */
const falling = fc
  .record({
    total: fc.integer({ min: 2, max: 3000 }),
    kind: fc.constantFrom("linear" as const, "cosine" as const),
    start: fc.double({ min: 0, max: 0.99, noNaN: true }),
    final: fc.double({ min: 0, max: 1, noNaN: true }),
    warm: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })
  .map(({ total, warm, ...schedule }) => ({ total, schedule, warmup: Math.floor(warm * total), l1Warmup: 0 }));

describe("what a step takes of learning rate and penalty", () => {
  test("is all of both, to the bit, where nothing changes, and after a warm-up", () => {
    const steps = fc.integer({ min: 1, max: 25_000_000 });
    fc.assert(
      fc.property(steps, (step) => {
        expect(shares({}, step)).toEqual({ rate: 1, penalty: 1 });
      }),
    );
    fc.assert(
      fc.property(steps, fc.nat(5000), fc.nat(5000), (step, warmup, l1Warmup) => {
        const { rate, penalty } = shares({ warmup, l1Warmup }, step);
        expect([rate === 1, penalty === 1]).toEqual([step >= warmup, step >= l1Warmup]);
      }),
    );
  });

  test("grows by the same with each step of a warm-up, and is above 0 from the first on", () => {
    for (const step of [1, 2, 5, 10])
      expect(shares({ warmup: 10, l1Warmup: 20 }, step)).toEqual({ rate: step / 10, penalty: step / 20 });
  });

  test("rises to 1, stays, and falls, but never below the final share", () => {
    fc.assert(
      fc.property(falling, (course) => {
        const { total, schedule, warmup } = course;
        const turn = Math.max(warmup, Math.round(schedule.start * total)) + 1;
        let before = 0;
        for (let step = 1; step <= total; step++) {
          const { rate } = shares(course, step);
          if (step <= turn) expect(rate).toBeGreaterThanOrEqual(before);
          else expect(rate).toBeLessThanOrEqual(before);
          if (step >= warmup && step <= turn) expect(rate).toBe(1);
          if (step > warmup) expect(rate).toBeGreaterThanOrEqual(schedule.final - 1e-15);
          before = rate;
        }
      }),
      { numRuns: 30 },
    );
  });
});
