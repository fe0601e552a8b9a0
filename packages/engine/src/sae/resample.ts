import type { CourseParameters } from "@goldilocks/plan";
import type { TrainingState } from "./state.ts";

/** How many elements were resampled after a step. */
export type Resampled = { readonly step: number; readonly elements: number };

/** Whether dead elements are resampled between a step and the next. */
export function isResampleStep({ resample }: CourseParameters, step: number): boolean {
  return resample.kind === "loss" && step > 0 && step % resample.every === 0 && step <= resample.until;
}

/** Elements whose code was 0 in the last `window` minibatches, ascending; none while fewer have been seen. */
export function deadElements(lastActive: Uint32Array, step: number, window: number): readonly number[] {
  if (step < window) return [];
  return [...lastActive.keys()].filter((j) => (lastActive[j] ?? 0) <= step - window);
}

/**
 * For each of some uniform numbers a sample, drawn with probability proportional to its weight. Empty where no weight is above 0.
 *
 * Weights are added up in order, in float64; number u takes the first sample whose sum is above u times the whole.
 */
export function drawSamples(weights: Float64Array, uniforms: ArrayLike<number>): readonly number[] {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (const [i, weight] of weights.entries()) sums[i] = total += weight;
  if (!(total > 0)) return [];
  const last = weights.findLastIndex((weight) => weight > 0);
  return Array.from(uniforms, (u) => Math.min(last, firstAbove(sums, u * total)));
}

/** First index of an ascending array whose value is above a bound; its length if none is. */
function firstAbove(ascending: Float64Array, bound: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** ‖row‖ in float64, squares added in order. */
export function normOf(row: ArrayLike<number>): number {
  let square = 0;
  for (let k = 0; k < row.length; k++) square += (row[k] ?? 0) * (row[k] ?? 0);
  return Math.sqrt(square);
}

/** Arrays with a row, and with a number, for each element, which a new element begins with 0; some forms lack some. */
const ROWS = ["encoderFirst", "encoderSecond", "decoderFirst", "decoderSecond"] as const;
const COLUMNS = [
  "bias",
  "biasFirst",
  "biasSecond",
  "logThresholdFirst",
  "logThresholdSecond",
  "magnitudeScale",
  "magnitudeScaleFirst",
  "magnitudeScaleSecond",
  "magnitudeBias",
  "magnitudeBiasFirst",
  "magnitudeBiasSecond",
] as const;

/**
 * Starts dead elements anew, in place: their decoder row is a sample's direction, their encoder row that direction with
 * `encoderScale` times the mean norm of the rows alive (of all, if none is), bias and Adam's moments are 0. Source: Bricken et al. 2023.
 * A gate's magnitude begins as the gate, a threshold as all began, at `logThreshold`.
 *
 * @param directions - One sample `[activationDim]`, not 0, for each dead element.
 */
export function restart(
  { parameters }: Pick<TrainingState, "parameters">,
  dead: readonly number[],
  directions: readonly Float32Array[],
  { encoderScale, logThreshold }: { readonly encoderScale: number; readonly logThreshold: number },
): void {
  const { encoder, decoder, bias } = parameters;
  const width = encoder.length / bias.length;
  const row = (matrix: Float32Array, j: number): Float32Array => matrix.subarray(j * width, (j + 1) * width);
  const length = encoderScale * meanNorm(encoder, bias.length, dead);
  for (const [n, j] of dead.entries()) {
    const direction = directions[n] ?? new Float32Array(width);
    const norm = normOf(direction);
    row(decoder, j).set(direction.map((value) => value / norm));
    row(encoder, j).set(direction.map((value) => (value / norm) * length));
    for (const name of ROWS) row(parameters[name], j).fill(0);
    for (const name of COLUMNS) parameters[name]?.fill(0, j, j + 1);
    parameters.logThreshold?.fill(logThreshold, j, j + 1);
  }
}

function meanNorm(encoder: Float32Array, elements: number, dead: readonly number[]): number {
  const width = encoder.length / elements;
  const left = dead.length < elements ? new Set(dead) : new Set<number>();
  let sum = 0;
  for (let j = 0; j < elements; j++) if (!left.has(j)) sum += normOf(encoder.subarray(j * width, (j + 1) * width));
  return sum / (elements - left.size);
}
