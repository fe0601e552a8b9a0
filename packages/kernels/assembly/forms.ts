// What single forms of the autoencoder need between the products: JumpReLU's thresholds, gates, dead elements. Rows of `width` floats, a
// multiple of 16. A NaN stays one, so that it reaches the loss.

/** window `[samples, width]` = 1 where a pre-activation is within half a bandwidth of its element's threshold, else +0. */
export function thresholdWindow(pre: usize, thresholds: usize, samples: usize, width: usize, bandwidth: f32, window: usize): void {
  const half = f32x4.splat(bandwidth * 0.5);
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < samples; i++) {
    for (let o: usize = 0; o < width * 4; o += 16) {
      const at = i * width * 4 + o;
      const distance = f32x4.abs(f32x4.sub(v128.load(pre + at), v128.load(thresholds + o)));
      v128.store(window + at, v128.and(one, f32x4.lt(distance, half)));
    }
  }
}

/**
 * Gradient of the loss by the logarithm of each threshold θ: −(θ/ε) Σ (θ·g + penalty) over the entries of its window, whose number
 * `starts` tells and whose gradients g by the code `sums` holds already added up. Source: Rajamanoharan et al. 2024 (JumpReLU), section 4.
 */
export function thresholdGradients(
  starts: usize,
  sums: usize,
  thresholds: usize,
  elements: usize,
  bandwidth: f32,
  penalty: f32,
  out: usize,
): void {
  for (let j: usize = 0; j < elements; j++) {
    const count = <f32>(load<u32>(starts + j * 4, 4) - load<u32>(starts + j * 4));
    const theta = load<f32>(thresholds + j * 4);
    const inner = theta * load<f32>(sums + j * 4) + count * penalty;
    store<f32>(out + j * 4, -(theta / bandwidth) * inner);
  }
}

/**
 * A gated encoder: open = max(products + gateBias, +0), and codes = max(scale · products + magnitudeBias, +0) where open is above 0.
 * Returns how many codes are active. Source: Rajamanoharan et al. 2024 (gated), section 3.
 */
export function gate(
  products: usize,
  gateBias: usize,
  scale: usize,
  magnitudeBias: usize,
  samples: usize,
  width: usize,
  codes: usize,
  open: usize,
): u32 {
  const zero = f32x4.splat(0);
  let active: u32 = 0;
  for (let i: usize = 0; i < samples; i++) {
    for (let o: usize = 0; o < width * 4; o += 16) {
      const at = i * width * 4 + o;
      const q = v128.load(products + at);
      const p = f32x4.max(f32x4.add(q, v128.load(gateBias + o)), zero);
      const m = f32x4.max(f32x4.add(f32x4.mul(q, v128.load(scale + o)), v128.load(magnitudeBias + o)), zero);
      const c = v128.and(m, f32x4.ne(p, zero));
      v128.store(open + at, p);
      v128.store(codes + at, c);
      active += popcnt<u32>(i32x4.bitmask(f32x4.ne(c, zero)));
    }
  }
  return active;
}

/**
 * Gradients of the magnitudes of a gated encoder, from those by the codes, listed by element: `scaled`, by the products, is scale · g for
 * each entry; by the bias Σ g; by the logarithm of the scale, scale · Σ g · product. Sums in sample order from +0.
 */
export function magnitudeGradients(
  starts: usize,
  samples: usize,
  gradients: usize,
  products: usize,
  elements: usize,
  scale: usize,
  scaled: usize,
  byBias: usize,
  byScale: usize,
): void {
  for (let j: usize = 0; j < elements; j++) {
    const end = <usize>load<u32>(starts + j * 4, 4);
    const s = load<f32>(scale + j * 4);
    let sum: f32 = 0;
    let weighted: f32 = 0;
    for (let n = <usize>load<u32>(starts + j * 4); n < end; n++) {
      const g = load<f32>(gradients + n * 4);
      const row = products + <usize>load<u32>(samples + n * 4) * elements * 4;
      store<f32>(scaled + n * 4, s * g);
      sum += g;
      weighted += g * load<f32>(row + j * 4);
    }
    store<f32>(byBias + j * 4, sum);
    store<f32>(byScale + j * 4, s * weighted);
  }
}

/** codes `[samples, width]` = max(pre-activations, +0) of elements that were not active in the last `window` steps, else +0. */
export function deadCodes(pre: usize, lastActive: usize, step: u32, window: u32, samples: usize, width: usize, codes: usize): void {
  const zero = f32x4.splat(0);
  const now = i32x4.splat(step);
  const least = i32x4.splat(window);
  for (let i: usize = 0; i < samples; i++) {
    for (let o: usize = 0; o < width * 4; o += 16) {
      const at = i * width * 4 + o;
      const dead = i32x4.ge_u(i32x4.sub(now, v128.load(lastActive + o)), least);
      v128.store(codes + at, v128.and(f32x4.max(v128.load(pre + at), zero), dead));
    }
  }
}

/**
 * out = coefficient · (scale · reconstruction + error): gradient of coefficient · (1/h)‖e − ê‖² by ê, where ê is the reconstruction of
 * what is left, e = x − x̂, and `error` = scale · (x̂ − x). `bytes` a multiple of 16.
 */
export function auxiliaryError(reconstruction: usize, error: usize, bytes: usize, scale: f32, coefficient: f32, out: usize): void {
  const s = f32x4.splat(scale);
  const c = f32x4.splat(coefficient);
  for (let o: usize = 0; o < bytes; o += 16) {
    const g = f32x4.add(f32x4.mul(s, v128.load(reconstruction + o)), v128.load(error + o));
    v128.store(out + o, f32x4.mul(c, g));
  }
}
