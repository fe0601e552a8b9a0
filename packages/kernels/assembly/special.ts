// Functions of one number in float64, compiled here because JavaScript's differ in their last bits between engines.
// `Math` below is AssemblyScript's own, written in plain arithmetic and compiled into this module.

export function exponential(x: f64): f64 {
  return Math.exp(x);
}

export function logarithm(x: f64): f64 {
  return Math.log(x);
}

export function power(x: f64, y: f64): f64 {
  return Math.pow(x, y);
}

/** to = exp(from), each in float64 and rounded to float32. */
export function exponentials(from: usize, to: usize, count: usize): void {
  for (let o: usize = 0; o < count * 4; o += 4) store<f32>(to + o, <f32>exponential(<f64>load<f32>(from + o)));
}

export function cosine(x: f64): f64 {
  return Math.cos(x);
}

/** Leaves sin x and cos x in `Math.sincos_sin` and `Math.sincos_cos`. */
// @inline
export function sineCosine(x: f64): void {
  Math.sincos(x);
}

// Coefficients by coefficients/normal-tail.py, highest order first.
const TAIL: StaticArray<f64> = [
  3.0202607002900890507e-21,
  1.6004456035409496996e-20,
  -3.6816423857866963611e-20,
  -3.8699156003488701702e-19,
  2.731343470392322995e-19,
  8.7462483093266766862e-18,
  3.0126982365480623691e-18,
  -1.9676170078336511722e-16,
  -2.0914359610712111856e-16,
  4.6152252434289203672e-15,
  6.5431338154779444312e-15,
  -1.1686906841660511311e-13,
  -1.4807141410949134621e-13,
  3.2407908943963090782e-12,
  1.4612590097246865428e-12,
  -9.6286839985688751673e-11,
  1.1456473507904925677e-10,
  2.81043182735621106e-9,
  -1.1553886707699579099e-8,
  -5.8775410168944324217e-8,
  6.8353039272316401906e-7,
  -1.3227167712039978058e-6,
  -0.000020421856389885823561,
  0.00023214934246683034135,
  -0.0014177562191435087623,
  0.0061861718637088098734,
  -0.020644868408320344956,
  0.052866735102837548843,
  -0.097167964587483958034,
  0.08965860286732752579,
  0.76819261938038010013,
];

/**
 * Standard normal distribution function, relative error below 1e-13 in both tails down to where it underflows.
 * The scaled tail (1 + 2x) exp(x²/2) Q(x) is a Chebyshev sum in (x − 5) / (x + 5), evaluated by Clenshaw's recurrence.
 */
export function normalCdf(z: f64): f64 {
  const x = Math.abs(z);
  if (x > 38.6) return z < 0 ? 0 : 1;
  const t = (x - 5) / (x + 5);
  let b0: f64 = 0;
  let b1: f64 = 0;
  for (let i = 0; i < 31; i++) {
    const b2 = b1;
    b1 = b0;
    b0 = 2 * t * b1 - b2 + unchecked(TAIL[i]);
  }
  const tail = ((b0 - t * b1) / (1 + 2 * x)) * Math.exp(-0.5 * x * x);
  return z < 0 ? tail : 1 - tail;
}
