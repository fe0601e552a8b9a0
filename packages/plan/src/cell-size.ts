import { applyAssignments, getSetting, type Settings, settingSchemas } from "@goldilocks/spec";

import { float32 } from "./cost.ts";
import { batchesPerChunk } from "./kinds/codes.ts";
import { isPlainForm } from "./form.ts";
import { isCorrelated } from "./kinds/covariance.ts";
import { isNoisy } from "./kinds/trajectory.ts";
import { shardCount, weightsPerShard } from "./shard-count.ts";

/** Something of a cell that has a largest size. */
interface Need {
  readonly what: string;
  /** What the cell takes of it, in bytes. */
  readonly bytes: number;
  /** How much there is, in bytes. */
  readonly limit: number;
}

/** A setting that makes a cell too large. */
export interface Oversize extends Need {
  readonly path: string;
  readonly value: number;
  /** The largest value with which the cell would fit, all else as it is; 0 where there is none. */
  readonly most: number;
}

/** Addresses of one WebAssembly memory: 32 bits. */
const addresses = 4_294_967_296;
/** Node.js reads and writes at most this much of a file at once. */
const largestFile = 2_147_483_647;
/** Numbers in a list that V8 lets grow: 2²⁷, and it grows by half. */
const longestList = 85_000_000;
/** What kernels take besides arrays that grow with a cell: their own data, random numbers on their way. */
const fixed = 1_048_576;

/** Share of active codes above which a step is dense, and elements that are compared at a time: as in the kernels. */
const denseAbove = 0.55;
const comparedAtOnce = 512;

const upTo = (multiple: number, value: number): number => Math.ceil(value / multiple) * multiple;

/** Bytes of the arrays of a cell, as they lie padded in the kernels' memory. */
function arraysOf({ data, sae, train }: Settings): Record<"matrix" | "codes" | "listed" | "rows" | "features", number> {
  const width = upTo(32, data.activationDim) * float32;
  const elements = upTo(16, sae.dictSize);
  const features = upTo(4, data.nFeatures);
  return {
    matrix: elements * width,
    codes: upTo(4, train.batch) * elements * float32,
    listed: Math.ceil(denseAbove * train.batch * sae.dictSize) * float32,
    rows: upTo(4, train.batch) * width,
    features: features * width,
  };
}

/** Codes of some batches where they are read: offsets, indices and values with a tenth to spare. */
const readCodes = ({ data, train }: Settings, batches: number): number =>
  batches * train.batch * (1 + 2.2 * data.active) * float32;

/** Lists of codes beside those that reconstruct: of gates, of thresholds' windows, of dead elements. */
function moreLists(sae: Settings["sae"]): number {
  const second = sae.activation === "gated" || sae.activation === "jumprelu" ? 1 : 0;
  return second + ("auxiliary" in sae && sae.auxiliary.kind === "auxk" ? 1 : 0);
}

/** Training, with everything that its dense steps and its history take. Comparing states with the truth takes less. */
function training(settings: Settings): number {
  const { data, sae } = settings;
  const { matrix, codes, rows, features, ...arrays } = arraysOf(settings);
  const plain = isPlainForm(sae);
  const more = moreLists(sae);
  const matrices = (sae.unitNorm === "through" ? 12 : 11) + (plain ? 0 : 1 + more);
  // Other forms than the plain one list all codes, however many are active.
  const listed = plain ? arrays.listed : codes;
  const compared = comparedAtOnce * (upTo(32, data.activationDim) + upTo(4, data.nFeatures)) * float32;
  const shards = shardCount(sae.dictSize, data.activationDim);
  const own = matrices * matrix + 3 * codes + (6 + 7 * more) * listed + (4 + more + 3 * shards) * rows;
  const noise = isNoisy(settings) ? rows + 32 * upTo(8, data.activationDim) : 0;
  return own + 2 * features + compared + readCodes(settings, batchesPerChunk) + noise + fixed;
}

/** Held-out batches, which are all read at once. */
function evaluation(settings: Settings): number {
  const { matrix, codes, listed, rows, features } = arraysOf(settings);
  const read = readCodes(settings, settings.evaluate.heldOutBatches);
  return 5 * matrix + codes + 2 * listed + 4 * rows + 2 * features + read + fixed;
}

/** Bytes of the covariance of the true codes, or of its factor. */
const covarianceBytes = (settings: Settings): number =>
  isCorrelated(settings) ? 8 * settings.data.nFeatures * settings.data.nFeatures : 0;

/** The most that a cell takes of the kernels' memory at once, in bytes. */
export function kernelMemory(settings: Settings): number {
  const sampling = covarianceBytes(settings) + 100 * settings.data.nFeatures + fixed;
  return Math.max(training(settings), evaluation(settings), sampling);
}

function needsOf(settings: Settings): readonly Need[] {
  const { data, sae, train, evaluate } = settings;
  const state = 7 * float32 * sae.dictSize * (data.activationDim + 1);
  const features = float32 * data.nFeatures * data.activationDim;
  const files = Math.max(state, features, covarianceBytes(settings)) + fixed;
  const batches = Math.max(batchesPerChunk, evaluate.heldOutBatches);
  // One of the plain form is cut into shards instead.
  const matrix = isPlainForm(sae) ? 0 : float32 * sae.dictSize * data.activationDim;
  return [
    { what: "in one matrix of a form that is not cut into shards", bytes: matrix, limit: float32 * weightsPerShard },
    { what: "of WebAssembly's memory", bytes: kernelMemory(settings), limit: addresses },
    { what: "in one file of the store", bytes: files, limit: largestFile },
    { what: "in one list of codes", bytes: 8 * batches * train.batch * data.active, limit: 8 * longestList },
  ];
}

const excess = (settings: Settings): Need | undefined => needsOf(settings).find(({ bytes, limit }) => bytes > limit);

const sizes = [
  "sae.dictSize",
  "data.activationDim",
  "data.nFeatures",
  "data.active",
  "train.batch",
  "evaluate.heldOutBatches",
] as const;

/** Settings that decide how large a cell is. */
export const sizePaths: readonly string[] = sizes;

const withSize = (settings: Settings, path: string, value: number): Settings =>
  applyAssignments(settings, [{ path, value }]);

/** The largest whole number up to `value` with which everything fits; 0 where none does. */
function mostThatFits(settings: Settings, path: string, value: number): number {
  let fits = 0;
  let above = Math.ceil(value);
  while (above - fits > 1) {
    const middle = Math.floor((fits + above) / 2);
    if (excess(withSize(settings, path, middle)) === undefined) fits = middle;
    else above = middle;
  }
  return fits;
}

/** What a cell would take at the default of one of its sizes, of what it now takes too much. */
function atDefault(settings: Settings, path: string, { what }: Need): number {
  const other = withSize(settings, path, Number(settingSchemas.get(path)?.default ?? 1));
  return needsOf(other).find((need) => need.what === what)?.bytes ?? 0;
}

/**
 * What makes a cell too large to be computed, or `undefined` for one that fits.
 *
 * Of several large sizes, the one is named that adds most above its default.
 */
export function oversize(settings: Settings): Oversize | undefined {
  const need = excess(settings);
  if (need === undefined) return undefined;
  const saved = sizes.map((path) => ({ path, bytes: atDefault(settings, path, need) }));
  const [worst] = saved.toSorted((a, b) => a.bytes - b.bytes);
  const path = worst?.path ?? "sae.dictSize";
  const value = Number(getSetting(settings, path));
  return { ...need, path, value, most: mostThatFits(settings, path, value) };
}
