// The encoder's product where few codes are active. A product of rounded 16-bit integers, which costs half of one of floats, bounds
// every pre-activation from above; only where one may be positive is a panel multiplied in floats. All that is left out is negative
// before the activation and so +0 after it: the codes have the bits of the whole product.
import { activateEight } from "./codes";
import { packPanel, tile } from "./matrix-product";
import { longestRow, roundRows, scaleOf } from "./rounded-rows";

/**
 * In units of a product of two scaled rows: n terms in float32 are off by up to n · 2⁻²⁴ of both lengths (61.1 a term), both
 * roundings together by 0.26 a term; and what a limit in float32 is off is less than the last.
 */
const SLACK_TERM: f32 = 64;
const SLACK: f32 = 1024;
/** Above every integer product: the limit of an element that is only there to fill a panel. */
const NEVER: f32 = 3e9;

/** Eight samples by eight elements on their way to be compared. In memory, so that loops end in adjacent stores, from which fusing starts. */
const SUMS: usize = memory.data(256, 64);
export let screenedSums: usize = SUMS;
/** Integer products above which the elements of a panel may fire: in float32, then in integers. */
const LIMITS: usize = memory.data(32, 64);

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

/**
 * Rounds the elements of one panel, of which `elements` are real, to 16-bit integers `[width / 8, 8, 2]` at `panel`, and leaves their LIMITS.
 * `scale` and `slack` are those of the samples; `eight` is scratch for eight rounded rows. False where a row cannot be rounded.
 */
// @inline
function roundElements(
  rows: usize,
  bias: usize,
  width: usize,
  elements: usize,
  scale: f32,
  slack: f32,
  eight: usize,
  panel: usize,
): bool {
  for (let k: usize = 0; k < 8; k++) {
    const row = rows + k * width;
    const own = scaleOf(longestRow(row, 1, width));
    if (own == 0) return false;
    const error = roundRows(row, 1, width, own, eight + k * (width >> 1));
    const limit = -(load<f32>(bias + k * 4) * own) * scale - error - slack;
    store<f32>(LIMITS + k * 4, k < elements ? limit : NEVER);
  }
  packPanel(eight, panel, width >> 3);
  for (let o: usize = 0; o < 32; o += 16) {
    const limit = v128.load(LIMITS + o);
    // The limit of a bias that is not a number is the lowest integer: it always may fire.
    const lowest = v128.and(f32x4.ne(limit, limit), i32x4.splat(i32.MIN_VALUE));
    v128.store(LIMITS + o, v128.or(i32x4.trunc_sat_f32x4_s(f32x4.floor(limit)), lowest));
  }
  return true;
}

/** The samples in which a code of the panel may be active: their numbers at `list`, in order. Returns how many. */
// @inline
function screen(q: usize, bytes: usize, samples: usize, panel: usize, list: usize, fused: bool): usize {
  const sums = screenedSums;
  const l0 = v128.load(LIMITS);
  const l1 = v128.load(LIMITS, 16);
  const height: usize = fused ? 8 : 4;
  let n: usize = 0;
  for (let i: usize = 0; i < samples; i += height) {
    if (fused) tallIntegerTile(q + i * bytes, panel, bytes, sums);
    else integerTile(q + i * bytes, panel, bytes, sums);
    for (let r: usize = 0; r < height; r++) {
      store<u32>(list + n * 4, <u32>(i + r));
      const above = v128.or(i32x4.gt_s(v128.load(sums + r * 32), l0), i32x4.gt_s(v128.load(sums + r * 32, 16), l1));
      n += <usize>v128.any_true(above);
    }
  }
  while (n > 0 && <usize>load<u32>(list + n * 4 - 4) >= samples) n--; // rows that fill the last tile
  return n;
}

/** Codes of one panel for the samples listed, whose bits in `hits` are set. Returns how many are active. */
// @inline
function multiplyListed(
  x: usize,
  width: usize,
  list: usize,
  count: usize,
  panel: usize,
  bias: usize,
  codes: usize,
  stride: usize,
  hits: usize,
  hitBytes: usize,
  bit: u64,
): u32 {
  const out = screenedSums;
  let active: u32 = 0;
  for (let n: usize = 0; n < count; n += 4) {
    const last = count - 1;
    const x0 = x + <usize>load<u32>(list + n * 4) * width;
    const x1 = x + <usize>load<u32>(list + min(n + 1, last) * 4) * width;
    const x2 = x + <usize>load<u32>(list + min(n + 2, last) * 4) * width;
    const x3 = x + <usize>load<u32>(list + min(n + 3, last) * 4) * width;
    tile(x0, x1, x2, x3, panel, width, out, out + 32, out + 64, out + 96, false);
    for (let r = n; r < min(n + 4, count); r++) {
      const i = <usize>load<u32>(list + r * 4);
      store<u64>(hits + i * hitBytes, load<u64>(hits + i * hitBytes) | bit);
      active += activateEight(out + (r - n) * 32, bias, codes + i * stride);
    }
  }
  return active;
}

/** Bytes of one sample's bits: one for each panel in which it was multiplied. */
// @inline
function hitBytesOf(elements: usize): usize {
  return ((elements + 511) >> 9) << 3;
}

/** Codes of the batch before back to +0, where they were written, and their bits. */
// @inline
function clearHits(hits: usize, samples: usize, elements: usize, codes: usize, stride: usize): void {
  const zero = f32x4.splat(0);
  const hitBytes = hitBytesOf(elements);
  for (let i: usize = 0; i < samples; i++) {
    for (let word: usize = 0; word < hitBytes; word += 8) {
      let mask = load<u64>(hits + i * hitBytes + word);
      const row = codes + i * stride + (word << 8);
      for (; mask; mask &= mask - 1) {
        const at = row + (<usize>ctz<u64>(mask) << 5);
        v128.store(at, zero);
        v128.store(at, zero, 16);
      }
    }
  }
  memory.fill(hits, 0, samples * hitBytes);
}

/**
 * codes `[samples, elements padded to 16]` = max(x × encoderᵀ + bias, +0), few of which are active; returns how many, or −1 where a row
 * is too long or not finite to be screened. x `[samples padded to 4, width / 4]`, encoder `[elements padded, width / 4]` and `packed`, the
 * same in panels of eight; `width` in bytes, a multiple of 128. `hits` has {@link screeningBytes}: which codes are not +0, kept from call
 * to call, then scratch. `again`: the codes are still those of the call before.
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
  hits: usize,
  again: bool,
  fused: bool,
): i32 {
  const rows = (samples + 3) & ~3;
  const bytes = width >> 1;
  const hitBytes = hitBytesOf(elements);
  const stride = ((elements + 15) & ~15) * 4;
  const q = hits + samples * hitBytes;
  const eight = q + ((samples + 7) & ~7) * bytes;
  const panel = eight + 8 * bytes;
  const list = panel + 8 * bytes;
  const scale = scaleOf(longestRow(x, rows, width));
  if (scale == 0) return -1;
  const slack = roundRows(x, rows, width, scale, q) + SLACK_TERM * <f32>(width >> 2) + SLACK;
  if (again) clearHits(hits, samples, elements, codes, stride);
  else {
    memory.fill(codes, 0, samples * stride);
    memory.fill(hits, 0, samples * hitBytes);
  }
  let active: u32 = 0;
  for (let j: usize = 0; j < elements; j += 8) {
    if (!roundElements(encoder + j * width, bias + j * 4, width, elements - j, scale, slack, eight, panel)) return -1;
    const count = screen(q, bytes, samples, panel, list, fused);
    const word = hits + ((j >> 9) << 3);
    const bit = (<u64>1) << <u64>((j >> 3) & 63);
    active += multiplyListed(x, width, list, count, packed + j * width, bias + j * 4, codes + j * 4, stride, word, hitBytes, bit);
  }
  return active;
}

/** Bytes of memory of {@link encodeScreened}: bits of the codes, rounded samples, a panel before and after packing, and a list of samples. */
export function screeningBytes(samples: usize, width: usize, elements: usize): usize {
  return samples * hitBytesOf(elements) + ((samples + 7) & ~7) * ((width >> 1) + 4) + 8 * width;
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
  hits: usize,
  again: bool,
): i32 {
  return encode(x, samples, width, encoder, packed, bias, elements, codes, hits, again, false);
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
  hits: usize,
  again: bool,
): i32 {
  return encode(x, samples, width, encoder, packed, bias, elements, codes, hits, again, true);
}

/** Lists the active entries by sample as `listActive` does, visiting only what {@link encodeScreened} wrote. */
export function listScreened(
  codes: usize,
  hits: usize,
  samples: usize,
  elements: usize,
  offsets: usize,
  indices: usize,
  values: usize,
): void {
  const stride = ((elements + 15) & ~15) * 4;
  const hitBytes = hitBytesOf(elements);
  const zero = f32x4.splat(0);
  let n: usize = 0;
  for (let i: usize = 0; i < samples; i++) {
    store<u32>(offsets + i * 4, <u32>n);
    for (let word: usize = 0; word < hitBytes; word += 8) {
      let panels = load<u64>(hits + i * hitBytes + word);
      for (; panels; panels &= panels - 1) {
        const j = (word << 6) + (<usize>ctz<u64>(panels) << 3);
        const at = codes + i * stride + j * 4;
        let mask = i32x4.bitmask(f32x4.ne(v128.load(at), zero)) | (i32x4.bitmask(f32x4.ne(v128.load(at, 16), zero)) << 4);
        for (; mask; mask &= mask - 1) {
          const k = <usize>ctz<i32>(mask);
          store<u32>(indices + n * 4, <u32>(j + k));
          store<f32>(values + n * 4, load<f32>(at + k * 4));
          n++;
        }
      }
    }
  }
  store<u32>(offsets + samples * 4, <u32>n);
}
