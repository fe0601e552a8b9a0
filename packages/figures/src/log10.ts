/**
 * Base-10 logarithm from + − × ÷ alone, so that a figure has the same bytes on every engine: `Math.log10` may differ in its last bit
 * between versions of V8 and between processors, and a coordinate on a rounding border would follow.
 *
 * x = m·2^e with m in [√½, √2); ln m = 2·artanh((m − 1)/(m + 1)), a series whose 16th term is below 2⁻⁶⁰. Exact for powers of ten of normal size;
 * elsewhere within 1e-15 of the true value, relative or absolute, whichever is larger.
 */

const LOG10_2_HIGH = 0.301_029_995_663_157; // 40 bits: times an exponent it is exact
const LOG10_2_LOW = 8.241_712_586_023_572e-13;
const TERMS = 16;
/** Exponents and the powers of two they stand for, exact as doubles. */
const STRIDES = [
  [256, 1.157_920_892_373_162e77],
  [16, 65_536],
  [1, 2],
] as const;

/**
 * log₁₀ of a positive finite number; NaN for any other.
 */
export function log10(x: number): number {
  if (!(x > 0) || x === Infinity) return Number.NaN;
  const { mantissa, exponent } = split(x);
  const rough = exponent * LOG10_2_HIGH + (exponent * LOG10_2_LOW + Math.LOG10E * logOfMantissa(mantissa));
  const whole = Math.round(rough);
  // Below the normal range the double nearest to a power of ten is far from it.
  return whole >= -307 && x === Number(`1e${whole}`) ? whole : rough;
}

function split(x: number): { mantissa: number; exponent: number } {
  let mantissa = x;
  let exponent = 0;
  // Scaling by powers of two is exact; large strides keep it short for subnormal and huge numbers.
  for (const [stride, factor] of STRIDES) {
    while (mantissa >= factor * Math.SQRT2) {
      mantissa /= factor;
      exponent += stride;
    }
    while (mantissa < Math.SQRT2 / (2 * factor)) {
      mantissa *= factor;
      exponent -= stride;
    }
  }
  if (mantissa >= Math.SQRT2) return { mantissa: mantissa / 2, exponent: exponent + 1 };
  if (mantissa < Math.SQRT2 / 2) return { mantissa: mantissa * 2, exponent: exponent - 1 };
  return { mantissa, exponent };
}

function logOfMantissa(mantissa: number): number {
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let term = TERMS; term >= 1; term -= 1) sum = (sum + 1 / (2 * term + 1)) * square;
  return 2 * (s + s * sum);
}
