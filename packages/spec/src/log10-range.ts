/** Digits of a value, as a person would type them. */
const digits = 6;

function power(base: bigint, exponent: number): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/**
 * The six significant digits of 10^(r/n), for 0 ≤ r < n, rounded to the nearest.
 *
 * That is the largest whole x with x − ½ ≤ 10^(5 + r/n), or (2x − 1)^n ≤ 2^n · 10^(5n + r): whole numbers only, so the same everywhere.
 */
function significand(r: number, n: number): number {
  const limit = power(2n, n) * power(10n, (digits - 1) * n + r);
  let low = 100_000;
  let high = 999_999;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (power(BigInt(2 * middle - 1), n) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

const exponentOf = (value: number): number => Number(value.toExponential().split("e")[1]);

/**
 * All 10^(k/perDecade), k a whole number, that lie between `low` and `high`, in ascending order, each rounded to 6 significant digits.
 * The bounds are values only where they are such powers themselves.
 *
 * @param low - Above 0. The bounds are compared with the rounded values: 0.177828 includes itself.
 * @returns Empty where no such value lies between the bounds.
 */
export function log10Range(low: number, high: number, perDecade: number): number[] {
  const significands = Array.from({ length: perDecade }, (_, r) => significand(r, perDecade));
  const values: number[] = [];
  for (let decade = exponentOf(low); decade <= exponentOf(high); decade++) {
    for (const whole of significands) {
      const value = Number(`${whole}e${decade - digits + 1}`);
      if (value >= low && value <= high) values.push(value);
    }
  }
  return values;
}
