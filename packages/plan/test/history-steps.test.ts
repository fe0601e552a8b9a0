import { isHistoryStep, isRecordedStep, recordedSteps } from "@goldilocks/plan";
import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";

const spacing = integer({ min: 3, max: 50 });
const end = integer({ min: 1, max: 25_000_000 });
const ratios = (steps: readonly number[]): readonly number[] =>
  steps.slice(1).map((step, index) => step / (steps[index] ?? 1));

describe("the steps at which a history is recorded", () => {
  it("are 1, 2, 5 × 10^k unless more are asked for", () => {
    expect(recordedSteps(7000, 3)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]);
  });

  it("are with ten in a decade the preferred numbers of engineers, rounded to whole steps", () => {
    const decade = [10, 13, 16, 20, 25, 32, 40, 50, 63, 79];
    expect(recordedSteps(1259, 10)).toEqual([1, 2, 3, 4, 5, 6, 8, ...decade, ...decade.map((step) => 10 * step), 1000]);
  });

  it("ascend without repetition up to the last, at whatever spacing", () => {
    assert(
      property(spacing, end, (perDecade, last) => {
        const steps = recordedSteps(last, perDecade);
        expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
        expect(steps.every((step) => Number.isInteger(step) && step >= 1 && step <= last)).toBe(true);
      }),
    );
  });

  it("hold every step 1, 2, 5 × 10^k, at whatever spacing", () => {
    assert(
      property(spacing, end, (perDecade, last) => {
        expect(recordedSteps(last, perDecade).filter(isHistoryStep)).toEqual(recordedSteps(last, 3));
      }),
    );
  });

  it("are those that training stops to record at", () => {
    assert(
      property(spacing, integer({ min: 1, max: 3000 }), (perDecade, last) => {
        const steps = Array.from({ length: last }, (_, index) => index + 1);
        expect(steps.filter((step) => isRecordedStep(step, perDecade))).toEqual(recordedSteps(last, perDecade));
      }),
      { numRuns: 40 },
    );
  });

  it("lie at most as far apart as asked for, but for rounding", () => {
    for (let perDecade = 4; perDecade <= 50; perDecade++) {
      const later = recordedSteps(1_000_000, perDecade).filter((step) => step >= 100);
      expect(Math.max(...ratios(later))).toBeLessThan(10 ** (1 / perDecade) * 1.1);
    }
  });
});
