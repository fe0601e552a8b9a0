// Codes of the toy data: from correlated normals to activation thresholds, and from thresholds to active features.
import { normalFill, philoxFill, unit } from "./random";
import { normalCdf } from "./special";

/**
 * Thresholds `[n]` (uint32: active when a random word is below) from normals `[n]`.
 *
 * p′ = Φ(z); decay 1 (`power`): p = p′^(rate·g), g from 1; decay 2 (`geometric`): p = p′·rate^g, g from 0; decay 0: p = p′.
 * Then p is scaled so that its mean is active / n, and clamped at 1. Returns how many were clamped, or −1 if every p is 0.
 */
export function activationThresholds(z: usize, n: usize, decay: u32, rate: f64, active: f64, p: usize, thresholds: usize): i32 {
  let sum: f64 = 0;
  let fade: f64 = 1;
  for (let g: usize = 0; g < n; g++) {
    let q = normalCdf(load<f64>(z + g * 8));
    if (decay == 1) q = Math.pow(q, rate * <f64>(g + 1));
    else if (decay == 2) {
      q *= fade;
      fade *= rate;
    }
    store<f64>(p + g * 8, q);
    sum += q;
  }
  if (!(sum > 0)) return -1;
  const scale = active / sum;
  let clamped = 0;
  for (let g: usize = 0; g < n; g++) {
    const q = load<f64>(p + g * 8) * scale;
    if (q > 1) clamped++;
    store<u32>(thresholds + g * 4, q * 4294967296 >= 4294967295 ? 0xffffffff : <u32>(q * 4294967296));
  }
  return clamped;
}

/**
 * Active features of one sample, in order, with their strengths, uniform on [0, 1) in steps of 2⁻²⁴. Words come from two
 * streams, both at counters (·, low, high, 0); `blocks` = ⌈n / 4⌉ rounded up to a multiple of 4 and `thresholds` is padded to
 * 4·blocks with 0. `words` is scratch `[4·blocks]`. Returns how many are active.
 */
export function drawSample(
  thresholds: usize,
  blocks: u32,
  low: u32,
  high: u32,
  activeKey0: u32,
  activeKey1: u32,
  strengthKey0: u32,
  strengthKey1: u32,
  words: usize,
  indices: usize,
  values: usize,
): u32 {
  philoxFill(words, blocks, activeKey0, activeKey1, 0, low, high, 0);
  let n: usize = 0;
  const bytes = <usize>blocks * 16;
  for (let o: usize = 0; o < bytes; o += 16) {
    let mask = i32x4.bitmask(i32x4.lt_u(v128.load(words + o), v128.load(thresholds + o)));
    while (mask) {
      store<u32>(indices + n * 4, <u32>((o >> 2) + ctz(mask)));
      n++;
      mask &= mask - 1;
    }
  }
  for (let k: usize = 0; k < n; k++) {
    philoxFill(words, 4, strengthKey0, strengthKey1, load<u32>(indices + k * 4) << 2, low, high, 0);
    store<f32>(values + k * 4, <f32>(load<u32>(words) >> 8) * 5.9604644775390625e-8);
  }
  return <u32>n;
}

/**
 * Other strengths for the features that `drawSample` found active, from the same words of the same stream: a strength stays addressed by
 * sample and feature. `kind` 0: ½; 1: exponential with mean ½; 2: half normal with mean ½ (its
 * scale is ½·√(π/2)); 3: product of two uniforms on [0, 1) in steps of 2⁻²⁴. `words` is scratch `[16]`, `normals` `[2]` float64.
 */
export function otherStrengths(
  kind: u32,
  indices: usize,
  count: usize,
  low: u32,
  high: u32,
  key0: u32,
  key1: u32,
  words: usize,
  normals: usize,
  values: usize,
): void {
  for (let k: usize = 0; k < count; k++) {
    philoxFill(words, 4, key0, key1, load<u32>(indices + k * 4) << 2, low, high, 0);
    store<f32>(values + k * 4, <f32>strength(kind, words, normals));
  }
}

function strength(kind: u32, words: usize, normals: usize): f64 {
  if (kind == 0) return 0.5;
  if (kind == 1) return -0.5 * Math.log(unit(words));
  if (kind == 3) return <f64>(load<u32>(words) >> 8) * <f64>(load<u32>(words, 4) >> 8) * 3.552713678800501e-15;
  normalFill(words, normals, 2);
  return Math.abs(load<f64>(normals)) * 0.6266570686577501;
}
