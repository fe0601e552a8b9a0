// Codes after the activation, dense `[samples, stride]` and as lists of active entries, by sample and by element.
// "Active" means ≠ 0, so that a NaN is active and reaches the loss, where it is caught.
import { combine } from "./reduce";

/** codes `[samples, width]` = max(codes + bias, +0) in place; `width` in floats, a multiple of 8. Returns how many are active. */
export function activate(codes: usize, bias: usize, samples: usize, width: usize): u32 {
  let active: u32 = 0;
  for (let i: usize = 0; i < samples; i++) {
    const row = codes + i * width * 4;
    for (let o: usize = 0; o < width * 4; o += 32) active += activateEight(row + o, bias + o, row + o);
  }
  return active;
}

/**
 * codes `[samples, width]` = codes + bias where that is above its element's threshold (≥ 0), else +0, in place. Returns how many are
 * active. A NaN stays.
 */
export function activateAbove(codes: usize, bias: usize, thresholds: usize, samples: usize, width: usize): u32 {
  const zero = f32x4.splat(0);
  let active: u32 = 0;
  for (let i: usize = 0; i < samples; i++) {
    const row = codes + i * width * 4;
    for (let o: usize = 0; o < width * 4; o += 16) {
      const z = f32x4.add(v128.load(row + o), v128.load(bias + o));
      const c = v128.andnot(z, f32x4.le(z, v128.load(thresholds + o)));
      v128.store(row + o, c);
      active += popcnt<u32>(i32x4.bitmask(f32x4.ne(c, zero)));
    }
  }
  return active;
}

/** Eight codes at `to` = max(pre-activations + bias, +0). Returns how many are active. */
// @inline
export function activateEight(from: usize, bias: usize, to: usize): u32 {
  const zero = f32x4.splat(0);
  const c0 = f32x4.max(f32x4.add(v128.load(from), v128.load(bias)), zero);
  const c1 = f32x4.max(f32x4.add(v128.load(from, 16), v128.load(bias, 16)), zero);
  v128.store(to, c0);
  v128.store(to, c1, 16);
  return popcnt<u32>(i32x4.bitmask(f32x4.ne(c0, zero)) | (i32x4.bitmask(f32x4.ne(c1, zero)) << 4));
}

/** Lists the active entries by sample: offsets `[samples + 1]`, indices and values in element order. */
export function listActive(codes: usize, samples: usize, width: usize, offsets: usize, indices: usize, values: usize): void {
  let n: u32 = 0;
  for (let i: usize = 0; i < samples; i++) {
    store<u32>(offsets + i * 4, n);
    const row = codes + i * width * 4;
    for (let o: usize = 0; o < width * 4; o += 256) {
      let mask = activeOf64(row + o, min(width * 4 - o, 256));
      while (mask) {
        const at = o + (<usize>ctz<u64>(mask) << 2);
        store<u32>(indices + n * 4, <u32>(at >> 2));
        store<f32>(values + n * 4, load<f32>(row + at));
        n++;
        mask &= mask - 1;
      }
    }
  }
  store<u32>(offsets + samples * 4, n);
}

/** Which of up to 64 codes are active, one bit each: a mask is walked to its end without a branch that is hard to foresee. */
// @inline
function activeOf64(codes: usize, bytes: usize): u64 {
  const zero = f32x4.splat(0);
  let mask: u64 = 0;
  for (let o: usize = 0; o < bytes; o += 32) {
    const m0 = i32x4.bitmask(f32x4.ne(v128.load(codes + o), zero));
    const m1 = i32x4.bitmask(f32x4.ne(v128.load(codes + o, 16), zero));
    mask |= <u64>(m0 | (m1 << 4)) << <u64>(o >> 2);
  }
  return mask;
}

/** Elements whose lists are filled together, so that the lines they are written to stay in L1. */
const BLOCK: usize = 64;

/**
 * The same entries by element, samples ascending: starts `[elements + 1]`, samples, values and, beside each, the gradient with
 * respect to it. `cursors` is scratch `[elements + samples]`.
 */
export function transposeCodes(
  offsets: usize,
  indices: usize,
  values: usize,
  gradients: usize,
  samples: usize,
  elements: usize,
  starts: usize,
  outSamples: usize,
  outValues: usize,
  outGradients: usize,
  cursors: usize,
): void {
  countByElement(indices, <usize>load<u32>(offsets + samples * 4), elements, starts, cursors);
  const next = cursors + elements * 4;
  memory.copy(next, offsets, samples * 4);
  const block = blockOf(offsets, samples, elements);
  for (let until = block; until < elements + block; until += block) {
    for (let i: usize = 0; i < samples; i++) {
      const end = <usize>load<u32>(offsets + i * 4, 4);
      let n = <usize>load<u32>(next + i * 4);
      for (; n < end; n++) {
        const j = <usize>load<u32>(indices + n * 4);
        if (j >= until) break;
        const to = <usize>load<u32>(cursors + j * 4);
        store<u32>(cursors + j * 4, <u32>to + 1);
        store<u32>(outSamples + to * 4, <u32>i);
        store<f32>(outValues + to * 4, load<f32>(values + n * 4));
        store<f32>(outGradients + to * 4, load<f32>(gradients + n * 4));
      }
      store<u32>(next + i * 4, <u32>n);
    }
  }
}

/** Elements to work through at a time: BLOCK where many codes are active, all of them where so few are that visiting samples costs more. */
export function blockOf(offsets: usize, samples: usize, elements: usize): usize {
  return <usize>load<u32>(offsets + samples * 4) > samples * 24 ? BLOCK : elements;
}

/** Where each element's list starts: starts `[elements + 1]`, and the same at `cursors`. */
// @inline
function countByElement(indices: usize, total: usize, elements: usize, starts: usize, cursors: usize): void {
  memory.fill(cursors, 0, elements * 4);
  for (let n: usize = 0; n < total; n++) {
    const at = cursors + <usize>load<u32>(indices + n * 4) * 4;
    store<u32>(at, load<u32>(at) + 1);
  }
  let sum: u32 = 0;
  for (let j: usize = 0; j < elements; j++) {
    const count = load<u32>(cursors + j * 4);
    store<u32>(starts + j * 4, sum);
    store<u32>(cursors + j * 4, sum);
    sum += count;
  }
  store<u32>(starts + elements * 4, sum);
}

/** Σ codes over all samples: each row by sixteen partial sums, rows in order in float64. `width` a multiple of 16 floats or less padded. */
export function l1Rows(codes: usize, samples: usize, width: usize): f64 {
  let total: f64 = 0;
  for (let i: usize = 0; i < samples; i++) {
    const row = codes + i * width * 4;
    let lo0 = f32x4.splat(0);
    let lo1 = f32x4.splat(0);
    let hi0 = f32x4.splat(0);
    let hi1 = f32x4.splat(0);
    for (let o: usize = 0; o < width * 4; o += 64) {
      lo0 = f32x4.add(lo0, v128.load(row + o));
      lo1 = f32x4.add(lo1, v128.load(row + o, 16));
      hi0 = f32x4.add(hi0, v128.load(row + o, 32));
      hi1 = f32x4.add(hi1, v128.load(row + o, 48));
    }
    total += <f64>combine(lo0, lo1, hi0, hi1);
  }
  return total;
}

/** Active samples of each element: counts `[width]`, and sums `[width]` of the gradients in sample order from +0. `width` a multiple of 8. */
export function columnTotals(codes: usize, gradients: usize, samples: usize, width: usize, counts: usize, sums: usize): void {
  const zero = f32x4.splat(0);
  for (let o: usize = 0; o < width * 4; o += 32) {
    let n0 = i32x4.splat(0);
    let n1 = i32x4.splat(0);
    let s0 = zero;
    let s1 = zero;
    for (let i: usize = 0; i < samples; i++) {
      const at = i * width * 4 + o;
      n0 = i32x4.sub(n0, f32x4.ne(v128.load(codes + at), zero));
      n1 = i32x4.sub(n1, f32x4.ne(v128.load(codes + at, 16), zero));
      s0 = f32x4.add(s0, v128.load(gradients + at));
      s1 = f32x4.add(s1, v128.load(gradients + at, 16));
    }
    v128.store(counts + o, n0);
    v128.store(counts + o, n1, 16);
    v128.store(sums + o, s0);
    v128.store(sums + o, s1, 16);
  }
}
