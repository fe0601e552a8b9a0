import { readFileSync } from "node:fs";
import type { DrawnCodes } from "@goldilocks/engine";
import type { StreamParameters } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { covarianceOf, drawn, stream } from "./support/toy.ts";

/** Mean and deviation over seeds of what one seed gives; a number, or one a bin. */
interface Statistic {
  readonly mean: number | readonly number[];
  readonly deviation: number | readonly number[];
}
interface Setting {
  readonly nFeatures: number;
  readonly covariance: "raw" | "unit" | "none";
  readonly decay: "power" | "geometric" | "none";
  readonly draw: "batch" | "sample";
  readonly statistics: Readonly<Record<string, Statistic>>;
}
const reference = JSON.parse(
  readFileSync(new URL("../../../tests/reference/data-statistics.json", import.meta.url), "utf8"),
) as {
  readonly batch: number;
  readonly batches: Readonly<Record<"batch" | "sample", number>>;
  readonly rate: number;
  readonly seeds: number;
  readonly bins: number;
  readonly settings: readonly Setting[];
};

const SEEDS = 4;
const BATCHES = { batch: 256, sample: 32 };
/** Standard errors of the difference that are allowed. Some 400 numbers are compared. */
const BOUND = 5;

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const deviation = (numbers: readonly number[]): number => {
  const middle = mean(numbers);
  return Math.sqrt(mean(numbers.map((x) => (x - middle) ** 2)));
};

/** Deviations of eight seeds scatter themselves: of a statistic in bins, none counts for less than all of them say together. */
function spreadOf({ mean: means, deviation: deviations }: Statistic): number[] {
  const [middles, spreads] = [[means].flat(), [deviations].flat()];
  const noise = Math.sqrt(mean(spreads.map((spread, i) => spread ** 2 / (Math.abs(middles[i] ?? 0) || 1))));
  return spreads.map((spread, i) => Math.max(spread, noise * Math.sqrt(Math.abs(middles[i] ?? 0))));
}

function statisticsOf({ counts, indices, clamped, probabilities }: DrawnCodes): Record<string, readonly number[]> {
  const numbers = [...counts];
  const { batch, bins } = reference;
  const inBatches = Array.from({ length: numbers.length / batch }, (_, i) => numbers.slice(i * batch, (i + 1) * batch));
  const fired = new Float64Array(stream.nFeatures);
  for (const g of indices) fired[g] = (fired[g] ?? 0) + 1 / counts.length;
  const width = stream.nFeatures / bins;
  return {
    meanActive: [mean(numbers)],
    deviationActive: [deviation(numbers)],
    deviationWithinBatch: [mean(inBatches.map(deviation))],
    shareWithNoneActive: [mean(numbers.map((count) => (count === 0 ? 1 : 0)))],
    clampedShare: [clamped / probabilities],
    neverFired: [mean([...fired].map((frequency) => (frequency === 0 ? 1 : 0)))],
    frequencyByIndex: Array.from({ length: bins }, (_, i) => mean([...fired.subarray(i * width, (i + 1) * width)])),
  };
}

async function oneSeed({ covariance, decay, draw }: Setting, seed: number): Promise<Record<string, readonly number[]>> {
  const parameters: StreamParameters = {
    ...stream,
    draw,
    decay: decay === "none" ? { kind: "none" } : { kind: decay, rate: reference.rate },
    seed,
  };
  if (covariance === "none") return statisticsOf(drawn(parameters, undefined, 0, BATCHES[draw]));
  const { factor, smallestEigenvalue, meanDiagonal } = await covarianceOf(stream.nFeatures, covariance, seed);
  const facts = {
    smallestBeforeShift: [smallestEigenvalue],
    ...(covariance === "raw" && { meanDiagonal: [meanDiagonal] }),
  };
  return { ...statisticsOf(drawn(parameters, factor, 0, BATCHES[draw])), ...facts };
}

describe("the toy data has the statistics of an independent NumPy implementation", () => {
  test.each(reference.settings.filter(({ nFeatures }) => nFeatures === stream.nFeatures))(
    "covariance $covariance, decay $decay, one draw a $draw",
    { timeout: 60_000 },
    async (setting) => {
      const made = await Promise.all(Array.from({ length: SEEDS }, (_, seed) => oneSeed(setting, seed)));
      // Fewer batches scatter more; that part of a deviation which is of the seed itself does not grow, so this is an upper bound.
      const fewer = reference.batches[setting.draw] / BATCHES[setting.draw];
      const errors = Math.sqrt(1 / reference.seeds + fewer / SEEDS);
      for (const name of Object.keys(made[0] ?? {})) {
        const expected = setting.statistics[name];
        if (expected === undefined) throw new RangeError(`no statistic ${name}`);
        const spread = spreadOf(expected);
        for (const [i, value] of [expected.mean].flat().entries()) {
          const ours = mean(made.map((statistics) => statistics[name]?.[i] ?? Number.NaN));
          const allowed = BOUND * errors * (spread[i] ?? 0) + 1e-6;
          expect([name, i, ours, Math.abs(ours - value) < allowed ? "near" : "far from"]).toEqual([
            name,
            i,
            ours,
            "near",
          ]);
        }
      }
      expect(Object.keys(made[0] ?? {}).length).toBeGreaterThan(6);
    },
  );
});
