/**
 * Quantiles of Student's t by arithmetic and square roots alone, so that an interval has the same digits on every engine.
 *
 * For whole degrees of freedom the distribution function is a finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4); its inverse is found
 * by bisection down to neighbouring numbers. Any level will do, no table is needed.
 */

/**
 * t with P(|T| < t) = `level` for `freedom` degrees of freedom: half the width of an interval in standard errors.
 *
 * `level` in (0, 1), `freedom` a whole number ≥ 1.
 */
export function studentT(level: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (within(high, freedom) < level && high < 1e300) high *= 2;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (within(middle, freedom) < level) low = middle;
    else high = middle;
  }
}

/** P(|T| < t). */
function within(t: number, freedom: number): number {
  const squared = freedom / (freedom + t * t); // cos²θ with tan θ = t/√freedom
  const sine = t / Math.sqrt(freedom + t * t);
  if (freedom % 2 === 0) return sine * series(squared, freedom / 2, 1);
  const angle = arctangent(t / Math.sqrt(freedom));
  const rest = sine * Math.sqrt(squared) * series(squared, (freedom - 1) / 2, 2);
  return (2 / Math.PI) * (angle + rest);
}

/** 1 + a/(a+1)·c + a(a+2)/((a+1)(a+3))·c² + …, `terms` terms, a = `first`. */
function series(c: number, terms: number, first: number): number {
  let sum = 0;
  let term = 1;
  for (let k = 0; k < terms; k += 1) {
    sum += term;
    term *= (c * (first + 2 * k)) / (first + 2 * k + 1);
  }
  return sum;
}

const HALVINGS = 4;
const TERMS = 14;

/** arctan x for x ≥ 0: the angle is halved four times, then its series. */
function arctangent(x: number): number {
  if (x > 1) return Math.PI / 2 - arctangent(1 / x);
  let small = x;
  for (let k = 0; k < HALVINGS; k += 1) small /= 1 + Math.sqrt(1 + small * small);
  const square = small * small;
  let sum = 0;
  for (let k = TERMS; k >= 0; k -= 1) sum = 1 / (2 * k + 1) - square * sum;
  return 16 * small * sum;
}
