// The encoder's product where few codes are active. A product of rounded 16-bit integers, which costs half of one of floats, bounds
// every pre-activation from above; only where one may be positive is a panel multiplied in floats. All that is left out is negative
// before the activation and so +0 after it: the codes have the bits of the whole product.
import { tile } from "./matrix-product";
import { roundPanel, roundRows } from "./rounded-rows";

/** Eight samples by eight elements on their way to be compared. In memory, so that loops end in adjacent stores, from which fusing starts. */
const SUMS: usize = memory.data(256, 64);
export let screenedSums: usize = SUMS;
/** Scales of a panel's elements, later times their biases; then their slacks. */
const NUMBERS: usize = memory.data(64, 64);
/** Slack of an element that is only there to fill a panel: it never fires. */
const NEVER: f32 = -3e38;

/** Four samples by one panel of rounded elements: integer products, left at `sums` `[4, 8]`. `bytes` is the length of a rounded row. */
// @inline
function integerTile(q: usize, panel: usize, bytes: usize, sums: usize): void {
  const q1 = q + bytes;
  const q2 = q1 + bytes;
  const q3 = q2 + bytes;
  let c00 = i32x4.splat(0);
  let c01 = i32x4.splat(0);
  let c10 = i32x4.splat(0);
  let c11 = i32x4.splat(0);
  let c20 = i32x4.splat(0);
  let c21 = i32x4.splat(0);
  let c30 = i32x4.splat(0);
  let c31 = i32x4.splat(0);
  let w = panel;
  for (let k: usize = 0; k < bytes; k += 4, w += 32) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const s0 = v128.load32_splat(q + k);
    c00 = i32x4.add(c00, i32x4.dot_i16x8_s(s0, w0));
    c01 = i32x4.add(c01, i32x4.dot_i16x8_s(s0, w1));
    const s1 = v128.load32_splat(q1 + k);
    c10 = i32x4.add(c10, i32x4.dot_i16x8_s(s1, w0));
    c11 = i32x4.add(c11, i32x4.dot_i16x8_s(s1, w1));
    const s2 = v128.load32_splat(q2 + k);
    c20 = i32x4.add(c20, i32x4.dot_i16x8_s(s2, w0));
    c21 = i32x4.add(c21, i32x4.dot_i16x8_s(s2, w1));
    const s3 = v128.load32_splat(q3 + k);
    c30 = i32x4.add(c30, i32x4.dot_i16x8_s(s3, w0));
    c31 = i32x4.add(c31, i32x4.dot_i16x8_s(s3, w1));
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
}

/** Eight samples: sixteen accumulators, which engines that fuse pairs of vectors hold as eight. */
// @inline
function tallIntegerTile(q: usize, panel: usize, bytes: usize, sums: usize): void {
  const q1 = q + bytes;
  const q2 = q1 + bytes;
  const q3 = q2 + bytes;
  const q4 = q3 + bytes;
  const q5 = q4 + bytes;
  const q6 = q5 + bytes;
  const q7 = q6 + bytes;
  let c00 = i32x4.splat(0);
  let c01 = i32x4.splat(0);
  let c10 = i32x4.splat(0);
  let c11 = i32x4.splat(0);
  let c20 = i32x4.splat(0);
  let c21 = i32x4.splat(0);
  let c30 = i32x4.splat(0);
  let c31 = i32x4.splat(0);
  let c40 = i32x4.splat(0);
  let c41 = i32x4.splat(0);
  let c50 = i32x4.splat(0);
  let c51 = i32x4.splat(0);
  let c60 = i32x4.splat(0);
  let c61 = i32x4.splat(0);
  let c70 = i32x4.splat(0);
  let c71 = i32x4.splat(0);
  let w = panel;
  for (let k: usize = 0; k < bytes; k += 4, w += 32) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const s0 = v128.load32_splat(q + k);
    c00 = i32x4.add(c00, i32x4.dot_i16x8_s(s0, w0));
    c01 = i32x4.add(c01, i32x4.dot_i16x8_s(s0, w1));
    const s1 = v128.load32_splat(q1 + k);
    c10 = i32x4.add(c10, i32x4.dot_i16x8_s(s1, w0));
    c11 = i32x4.add(c11, i32x4.dot_i16x8_s(s1, w1));
    const s2 = v128.load32_splat(q2 + k);
    c20 = i32x4.add(c20, i32x4.dot_i16x8_s(s2, w0));
    c21 = i32x4.add(c21, i32x4.dot_i16x8_s(s2, w1));
    const s3 = v128.load32_splat(q3 + k);
    c30 = i32x4.add(c30, i32x4.dot_i16x8_s(s3, w0));
    c31 = i32x4.add(c31, i32x4.dot_i16x8_s(s3, w1));
    const s4 = v128.load32_splat(q4 + k);
    c40 = i32x4.add(c40, i32x4.dot_i16x8_s(s4, w0));
    c41 = i32x4.add(c41, i32x4.dot_i16x8_s(s4, w1));
    const s5 = v128.load32_splat(q5 + k);
    c50 = i32x4.add(c50, i32x4.dot_i16x8_s(s5, w0));
    c51 = i32x4.add(c51, i32x4.dot_i16x8_s(s5, w1));
    const s6 = v128.load32_splat(q6 + k);
    c60 = i32x4.add(c60, i32x4.dot_i16x8_s(s6, w0));
    c61 = i32x4.add(c61, i32x4.dot_i16x8_s(s6, w1));
    const s7 = v128.load32_splat(q7 + k);
    c70 = i32x4.add(c70, i32x4.dot_i16x8_s(s7, w0));
    c71 = i32x4.add(c71, i32x4.dot_i16x8_s(s7, w1));
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
  v128.store(sums, c40, 128);
  v128.store(sums, c41, 144);
  v128.store(sums, c50, 160);
  v128.store(sums, c51, 176);
  v128.store(sums, c60, 192);
  v128.store(sums, c61, 208);
  v128.store(sums, c70, 224);
  v128.store(sums, c71, 240);
}

/** Rounds the elements of one panel, of which `elements` are real, and leaves at NUMBERS what {@link mayFire} compares with. */
// @inline
function roundElements(rows: usize, bias: usize, width: usize, elements: usize, eight: usize, panel: usize): bool {
  if (!roundPanel(rows, width, eight, panel, NUMBERS, NUMBERS + 32)) return false;
  for (let o: usize = 0; o < 32; o += 16) v128.store(NUMBERS + o, f32x4.mul(v128.load(NUMBERS + o), v128.load(bias + o)));
  for (let k = elements; k < 8; k++) store<f32>(NUMBERS + 32 + k * 4, NEVER);
  return true;
}

/** Whether one of the eight pre-activations of a sample may be positive, or is NaN: integer product + slacks + bias, all scaled. */
// @inline
function mayFire(sums: usize, scale: f32, slack: f32): bool {
  const u = f32x4.splat(scale);
  const more = f32x4.splat(slack);
  const zero = f32x4.splat(0);
  const v0 = f32x4.add(f32x4.add(f32x4.convert_i32x4_s(v128.load(sums)), f32x4.add(v128.load(NUMBERS, 32), more)), f32x4.mul(v128.load(NUMBERS), u));
  const v1 = f32x4.add(f32x4.add(f32x4.convert_i32x4_s(v128.load(sums, 16)), f32x4.add(v128.load(NUMBERS, 48), more)), f32x4.mul(v128.load(NUMBERS, 16), u));
  return !i8x16.all_true(v128.and(f32x4.le(v0, zero), f32x4.le(v1, zero)));
}

/** The samples in which a code of the panel may be active: their numbers at `list`, in order. Returns how many. */
// @inline
function screen(
  q: usize,
  bytes: usize,
  scales: usize,
  slacks: usize,
  samples: usize,
  panel: usize,
  list: usize,
  fused: bool,
): usize {
  const sums = screenedSums;
  let n: usize = 0;
  const height: usize = fused ? 8 : 4;
  for (let i: usize = 0; i < samples; i += height) {
    if (fused) tallIntegerTile(q + i * bytes, panel, bytes, sums);
    else integerTile(q + i * bytes, panel, bytes, sums);
    for (let r = i; r < min(i + height, samples); r++) {
      store<u32>(list + n * 4, <u32>r);
      n += <usize>mayFire(sums + (r - i) * 32, load<f32>(scales + r * 4), load<f32>(slacks + r * 4));
    }
  }
  return n;
}

/** Codes of one panel for the samples listed. Returns how many are active. */
// @inline
function multiplyListed(x: usize, width: usize, list: usize, count: usize, panel: usize, bias: usize, codes: usize, stride: usize): u32 {
  const out = screenedSums;
  const zero = f32x4.splat(0);
  let active: u32 = 0;
  for (let n: usize = 0; n < count; n += 4) {
    const last = count - 1;
    const x0 = x + <usize>load<u32>(list + n * 4) * width;
    const x1 = x + <usize>load<u32>(list + min(n + 1, last) * 4) * width;
    const x2 = x + <usize>load<u32>(list + min(n + 2, last) * 4) * width;
    const x3 = x + <usize>load<u32>(list + min(n + 3, last) * 4) * width;
    tile(x0, x1, x2, x3, panel, width, out, out + 32, out + 64, out + 96, false);
    for (let r = n; r < min(n + 4, count); r++) {
      const from = out + (r - n) * 32;
      const to = codes + <usize>load<u32>(list + r * 4) * stride;
      const c0 = f32x4.max(f32x4.add(v128.load(from), v128.load(bias)), zero);
      const c1 = f32x4.max(f32x4.add(v128.load(from, 16), v128.load(bias, 16)), zero);
      v128.store(to, c0);
      v128.store(to, c1, 16);
      active += popcnt<u32>(i32x4.bitmask(f32x4.ne(c0, zero)) | (i32x4.bitmask(f32x4.ne(c1, zero)) << 4));
    }
  }
  return active;
}

/**
 * codes `[samples, elements padded to 16]` = max(x × encoderᵀ + bias, +0), few of which are active; returns how many, or −1 where a row
 * is too long or not finite to be screened. x `[samples padded to 4, width / 4]`, encoder `[elements padded, width / 4]` and `packed`, the
 * same in panels of eight; `width` in bytes, a multiple of 128. `scratch` has {@link screeningBytes}.
 */
// @inline
function encode(
  x: usize,
  samples: usize,
  width: usize,
  encoder: usize,
  packed: usize,
  bias: usize,
  elements: usize,
  codes: usize,
  scratch: usize,
  fused: bool,
): i32 {
  const rows = (samples + 3) & ~3;
  const bytes = width >> 1;
  const q = scratch;
  const eight = q + ((samples + 7) & ~7) * bytes;
  const panel = eight + 8 * bytes;
  const list = panel + 8 * bytes;
  const scales = list + rows * 4;
  const slacks = scales + rows * 4;
  if (!roundRows(x, rows, width, q, scales, slacks)) return -1;
  const stride = ((elements + 15) & ~15) * 4;
  memory.fill(codes, 0, samples * stride);
  let active: u32 = 0;
  for (let j: usize = 0; j < elements; j += 8) {
    if (!roundElements(encoder + j * width, bias + j * 4, width, elements - j, eight, panel)) return -1;
    const count = screen(q, bytes, scales, slacks, samples, panel, list, fused);
    active += multiplyListed(x, width, list, count, packed + j * width, bias + j * 4, codes + j * 4, stride);
  }
  return active;
}

/** Bytes of scratch of {@link encodeScreened}: rounded samples in eights, with three numbers of each, and a panel before and after packing. */
export function screeningBytes(samples: usize, width: usize): usize {
  return ((samples + 7) & ~7) * ((width >> 1) + 12) + 8 * width;
}

export function encodeScreened(
  x: usize,
  samples: usize,
  width: usize,
  encoder: usize,
  packed: usize,
  bias: usize,
  elements: usize,
  codes: usize,
  scratch: usize,
): i32 {
  return encode(x, samples, width, encoder, packed, bias, elements, codes, scratch, false);
}

/** The same bits, laid out for engines that fuse pairs of vectors. */
export function encodeScreenedFused(
  x: usize,
  samples: usize,
  width: usize,
  encoder: usize,
  packed: usize,
  bias: usize,
  elements: usize,
  codes: usize,
  scratch: usize,
): i32 {
  return encode(x, samples, width, encoder, packed, bias, elements, codes, scratch, true);
}
