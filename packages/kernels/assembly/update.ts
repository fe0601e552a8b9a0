// One training update of a shard, element by element: gradients of its encoder and decoder row, Adam, the decoder's norm,
// and the packed copy of the encoder for the next product, while the rows are in cache.
import { packPanel } from "./matrix-product";
import { dotRows } from "./reduce";
import { combinePair, combineStretch } from "./sparse-rows";

/** Addresses and numbers of one shard, laid out for `src/shard-block.ts`. Rows are `width` bytes, a multiple of 128. */
// @unmanaged
export class Shard {
  elements: u32;
  width: u32;
  /** Inputs and gradient of the reconstruction in stretches, as `packStretches` leaves them, and how many rows they have. */
  rows: u32;
  x: u32;
  error: u32;
  encoder: u32;
  encoderPacked: u32;
  encoderFirst: u32;
  encoderSecond: u32;
  bias: u32;
  biasFirst: u32;
  biasSecond: u32;
  /** The decoder's parameter; `dictionary` is its unit rows, the same memory under `project`. */
  decoder: u32;
  decoderFirst: u32;
  decoderSecond: u32;
  dictionary: u32;
  inverseNorms: u32;
  /** Step at which each element was last active, 0 before. */
  lastActive: u32;
  /** Active codes by element (sparse) … */
  starts: u32;
  samples: u32;
  values: u32;
  gradients: u32;
  /** … or the gradients themselves (dense): rows `[elements, width]`, bias gradients and active counts `[elements]`. */
  decoderGradient: u32;
  encoderGradient: u32;
  biasGradient: u32;
  counts: u32;
  step: u32;
  /** Steps without activity after which the first moment has vanished in float32: from there on an idle element is left alone. */
  idleLimit: u32;
  /** 1: the gradient goes through the norm; 0: the decoder is renormalised in place. */
  through: u32;
  beta1: f32;
  rest1: f32;
  beta2: f32;
  rest2: f32;
  /** learning rate / (1 − β1^t) and 1 / √(1 − β2^t). */
  stepSize: f32;
  rootScale: f32;
  epsilon: f32;
}

/** Elements whose gradients are added up together, so that a stretch of all samples stays in L1 meanwhile. */
const BLOCK: usize = 16;

/** Gradients from lists of active codes, then the update. Uses sixteen rows of `decoderGradient` and `encoderGradient` as scratch. */
export function updateSparse(s: Shard): void {
  updateListed(s, false);
}

/** The same bits, laid out for engines that fuse pairs of vectors. */
export function updateSparseFused(s: Shard): void {
  updateListed(s, true);
}

// @inline
function updateListed(s: Shard, fused: bool): void {
  for (let first: usize = 0; first < s.elements; first += BLOCK) {
    combineBlock(s, first, s.values, s.error, s.decoderGradient, fused);
    combineBlock(s, first, s.gradients, s.x, s.encoderGradient, fused);
    for (let j = first; j < first + BLOCK; j++) {
      updateOne(s, j, s.decoderGradient + (j - first) * s.width, s.encoderGradient + (j - first) * s.width);
    }
    packElements(s, first >> 3);
    packElements(s, (first >> 3) + 1);
  }
}

/** Gradient rows of a block: Σ weight · row over the samples in which an element is active, ascending from +0. */
// @inline
function combineBlock(s: Shard, first: usize, weights: usize, packed: usize, out: usize, fused: bool): void {
  const width = <usize>s.width;
  const stretchBytes = <usize>s.rows * 64;
  const step: usize = fused ? 128 : 64;
  for (let o: usize = 0; o < width; o += step) {
    const stretch = packed + o * s.rows;
    for (let j = first; j < first + BLOCK; j++) {
      const from = <usize>load<u32>(s.starts + j * 4) * 4;
      const bytes = <usize>load<u32>(s.starts + j * 4, 4) * 4 - from;
      const to = out + (j - first) * width + o;
      if (fused) combinePair(s.samples + from, weights + from, bytes, stretch, stretch + stretchBytes, to);
      else combineStretch(s.samples + from, weights + from, bytes, stretch, to);
    }
  }
}

// @inline
function updateOne(s: Shard, j: usize, gd: usize, ge: usize): void {
  const from = <usize>load<u32>(s.starts + j * 4);
  const until = <usize>load<u32>(s.starts + j * 4, 4);
  if (until == from && isIdle(s, j)) return;
  let b: f32 = 0;
  for (let n = from; n < until; n++) b += load<f32>(s.gradients + n * 4);
  updateElement(s, j, until > from, gd, ge, b);
}

/** The update from gradients that dense products made. */
export function updateDense(s: Shard): void {
  const elements = <usize>s.elements;
  for (let j: usize = 0; j < elements; j++) {
    const active = load<u32>(s.counts + j * 4) > 0;
    if (active || !isIdle(s, j)) {
      const row = j * s.width;
      updateElement(s, j, active, s.decoderGradient + row, s.encoderGradient + row, load<f32>(s.biasGradient + j * 4));
    }
    if ((j & 7) == 7 || j + 1 == elements) packElements(s, j >> 3);
  }
}

// @inline
function packElements(s: Shard, panel: usize): void {
  const bytes = panel * s.width * 8;
  packPanel(s.encoder + bytes, s.encoderPacked + bytes, s.width >> 2);
}

// @inline
function isIdle(s: Shard, j: usize): bool {
  return s.step - load<u32>(s.lastActive + j * 4) > s.idleLimit;
}

function updateElement(s: Shard, j: usize, active: bool, gd: usize, ge: usize, gb: f32): void {
  const width = <usize>s.width;
  const row = j * width;
  if (active) {
    wake(s, j, row);
    store<u32>(s.lastActive + j * 4, s.step);
  }
  const through = s.through != 0;
  if (through) projectGradient(gd, s.dictionary + row, load<f32>(s.inverseNorms + j * 4), width);
  adamRow(s, s.decoder + row, s.decoderFirst + row, s.decoderSecond + row, gd, width);
  adamRow(s, s.encoder + row, s.encoderFirst + row, s.encoderSecond + row, ge, width);
  adamOne(s, s.bias + j * 4, s.biasFirst + j * 4, s.biasSecond + j * 4, gb);
  const inverse = normaliseRow(s.decoder + row, s.dictionary + row, width);
  if (through) store<f32>(s.inverseNorms + j * 4, inverse);
}

/** An element that was left alone: its first moment is 0 by now, its second has decayed by β2 each skipped step. */
function wake(s: Shard, j: usize, row: usize): void {
  const idle = s.step - 1 - load<u32>(s.lastActive + j * 4);
  if (<i32>idle < 0 || idle <= s.idleLimit) return;
  const decay = <f32>powerOf(<f64>s.beta2, idle - s.idleLimit);
  const factor = f32x4.splat(decay);
  for (let o: usize = 0; o < <usize>s.width; o += 16) {
    v128.store(s.decoderFirst + row + o, f32x4.splat(0));
    v128.store(s.encoderFirst + row + o, f32x4.splat(0));
    v128.store(s.decoderSecond + row + o, f32x4.mul(v128.load(s.decoderSecond + row + o), factor));
    v128.store(s.encoderSecond + row + o, f32x4.mul(v128.load(s.encoderSecond + row + o), factor));
  }
  store<f32>(s.biasFirst + j * 4, 0);
  store<f32>(s.biasSecond + j * 4, load<f32>(s.biasSecond + j * 4) * decay);
}

/** base^exponent by squaring, in float64. */
export function powerOf(base: f64, exponent: u32): f64 {
  let result: f64 = 1;
  let square = base;
  for (let e = exponent; e > 0; e >>= 1) {
    if (e & 1) result *= square;
    square *= square;
  }
  return result;
}

/** Gradient with respect to the unnormalised row: (g − (g·d̂) d̂) / ‖d‖. */
// @inline
function projectGradient(g: usize, unit: usize, inverseNorm: f32, width: usize): void {
  const along = f32x4.splat(dotRows(g, unit, width));
  const inverse = f32x4.splat(inverseNorm);
  for (let o: usize = 0; o < width; o += 32) {
    const g0 = f32x4.sub(v128.load(g + o), f32x4.mul(along, v128.load(unit + o)));
    const g1 = f32x4.sub(v128.load(g + o, 16), f32x4.mul(along, v128.load(unit + o, 16)));
    v128.store(g + o, f32x4.mul(g0, inverse));
    v128.store(g + o, f32x4.mul(g1, inverse), 16);
  }
}

/** {@link projectGradient} for the gradients of `elements` rows. */
export function projectRows(gradients: usize, dictionary: usize, inverseNorms: usize, elements: usize, width: usize): void {
  for (let j: usize = 0; j < elements; j++) {
    projectGradient(gradients + j * width, dictionary + j * width, load<f32>(inverseNorms + j * 4), width);
  }
}

/** {@link normaliseRow} of `elements` rows. */
export function normaliseRows(rows: usize, unit: usize, inverseNorms: usize, elements: usize, width: usize): void {
  for (let j: usize = 0; j < elements; j++) {
    store<f32>(inverseNorms + j * 4, normaliseRow(rows + j * width, unit + j * width, width));
  }
}

/** unit = row / ‖row‖ (may be the same memory); returns 1 / ‖row‖. A zero row stays zero. */
export function normaliseRow(row: usize, unit: usize, width: usize): f32 {
  const square = dotRows(row, row, width);
  const inverse: f32 = square > 0 ? 1 / sqrt<f32>(square) : square;
  const scale = f32x4.splat(inverse);
  for (let o: usize = 0; o < width; o += 32) {
    const r0 = f32x4.mul(v128.load(row + o), scale);
    const r1 = f32x4.mul(v128.load(row + o, 16), scale);
    v128.store(unit + o, r0);
    v128.store(unit + o, r1, 16);
  }
  return inverse;
}

/** Adam (Kingma and Ba 2015), with bias correction folded into two scalars. `width`: bytes, a multiple of 32. */
export function adamRow(s: Shard, w: usize, first: usize, second: usize, g: usize, width: usize): void {
  const beta1 = f32x4.splat(s.beta1);
  const rest1 = f32x4.splat(s.rest1);
  const beta2 = f32x4.splat(s.beta2);
  const rest2 = f32x4.splat(s.rest2);
  const stepSize = f32x4.splat(s.stepSize);
  const rootScale = f32x4.splat(s.rootScale);
  const epsilon = f32x4.splat(s.epsilon);
  for (let o: usize = 0; o < width; o += 32) {
    const g0 = v128.load(g + o);
    const g1 = v128.load(g + o, 16);
    const m0 = f32x4.add(f32x4.mul(beta1, v128.load(first + o)), f32x4.mul(rest1, g0));
    const m1 = f32x4.add(f32x4.mul(beta1, v128.load(first + o, 16)), f32x4.mul(rest1, g1));
    const v0 = f32x4.add(f32x4.mul(beta2, v128.load(second + o)), f32x4.mul(rest2, f32x4.mul(g0, g0)));
    const v1 = f32x4.add(f32x4.mul(beta2, v128.load(second + o, 16)), f32x4.mul(rest2, f32x4.mul(g1, g1)));
    v128.store(first + o, m0);
    v128.store(first + o, m1, 16);
    v128.store(second + o, v0);
    v128.store(second + o, v1, 16);
    const q0 = f32x4.div(f32x4.mul(stepSize, m0), f32x4.add(f32x4.mul(f32x4.sqrt(v0), rootScale), epsilon));
    const q1 = f32x4.div(f32x4.mul(stepSize, m1), f32x4.add(f32x4.mul(f32x4.sqrt(v1), rootScale), epsilon));
    const w0 = f32x4.sub(v128.load(w + o), q0);
    const w1 = f32x4.sub(v128.load(w + o, 16), q1);
    v128.store(w + o, w0);
    v128.store(w + o, w1, 16);
  }
}

// @inline
function adamOne(s: Shard, w: usize, first: usize, second: usize, g: f32): void {
  const m = s.beta1 * load<f32>(first) + s.rest1 * g;
  const v = s.beta2 * load<f32>(second) + s.rest2 * (g * g);
  store<f32>(first, m);
  store<f32>(second, v);
  store<f32>(w, load<f32>(w) - (s.stepSize * m) / (sqrt<f32>(v) * s.rootScale + s.epsilon));
}
