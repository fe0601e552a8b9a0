import { readFileSync } from "node:fs";
import { uniform } from "./formula.ts";
import type { Stored } from "./stored.ts";

/** What tests/reference/matches.py says of one case. */
export interface Example {
  readonly activationDim: number;
  readonly nFeatures: number;
  readonly dictSize: number;
  readonly samples: number;
  readonly noise: number;
  readonly stream: number;
  readonly dictionary: number;
  readonly truthLive: number;
  readonly dictionaryLive: number;
  readonly features: readonly number[];
  readonly copies: readonly number[];
  readonly copiesMean: number | null;
  readonly copiesSeveral: number;
  readonly elements: readonly number[];
  readonly matched: number;
  readonly recovered: number;
  readonly activity: readonly number[];
  readonly varianceExplained: number;
}

/** Cases computed apart, in NumPy and SciPy. */
export const examples = JSON.parse(
  readFileSync(new URL("../../../../tests/reference/matches.json", import.meta.url), "utf8"),
) as readonly Example[];

/** Rows `[count, width]`, uniform in the cube, of a stream. */
export const signed = (stream: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => 2 * uniform(stream, i) - 1);

/** Rows divided by their norms, the squares summed from left to right. */
export function unitRows(rows: Float64Array, width: number): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += width) {
    const row = rows.subarray(from, from + width);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (const [k, value] of row.entries()) unit[from + k] = value / norm;
  }
  return unit;
}

/** The inputs of a case, as the script draws them. */
export function inputsOf({ activationDim: h, nFeatures, dictSize, samples, noise, stream }: Example): Stored {
  const features = unitRows(signed(stream, nFeatures * h), h);
  const random = signed(stream + 1, dictSize * h);
  const rows = random.map((value, i) => {
    const j = Math.floor(i / h);
    const row = (features[((7 * j) % nFeatures) * h + (i % h)] ?? 0) + noise * value;
    return j % 4 === 3 ? -row : row;
  });
  const codes = Array.from({ length: samples }, (_, i) =>
    Array.from({ length: nFeatures }, (__, g) => {
      const active = uniform(stream + 2, i * nFeatures + g) < 0.05 + (0.3 * g) / nFeatures;
      return active ? Math.fround(0.2 + uniform(stream + 3, i * nFeatures + g)) : 0;
    }),
  );
  return {
    activationDim: h,
    features,
    dictionary: unitRows(rows, h),
    bias: new Float32Array(dictSize).fill(-0.1),
    step: 100,
    lastActive: Uint32Array.from({ length: dictSize }, (_, j) => (j % 5 === 2 ? 50 : 51)),
    codes,
    batch: 3,
  };
}
