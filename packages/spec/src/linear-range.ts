import { decimalOf } from "./decimal.ts";

/** Digits of a value, as a person would type them. */
const digits = 6;

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** A quotient of whole numbers to 6 significant digits, the nearest; half is rounded away from 0. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): number {
  const [top, sign] = [magnitude(numerator), numerator < 0n ? "-" : ""];
  if (top === 0n) return 0;
  // Enough digits after the point that the whole part has at least six, and then one to round by.
  const shift = Math.max(0, String(denominator).length - String(top).length + digits + 1);
  const whole = (top * 10n ** BigInt(shift)) / denominator;
  const extra = String(whole).length - digits;
  const unit = 10n ** BigInt(extra);
  const near = (whole + unit / 2n) / unit;
  return Number(`${sign}${near}e${exponent - shift + extra}`);
}

/**
 * `n` values at equal distances from `low` to `high`, in ascending order: the bounds as they are, those between them rounded to 6
 * significant digits. Computed with whole numbers from the decimals that a person typed, so the same everywhere.
 *
 * @param whole - Whether values are truncated to whole numbers instead.
 * @param n - At least 2.
 * @returns Empty where `low` is not below `high`.
 */
export function linearRange(low: number, high: number, n: number, whole: boolean = false): number[] {
  if (!(low < high)) return [];
  const [from, to] = [decimalOf(low), decimalOf(high)];
  const exponent = Math.min(from.exponent, to.exponent);
  const [first, last] = [from, to].map((one) => one.digits * 10n ** BigInt(one.exponent - exponent));
  const steps = BigInt(n - 1);
  return Array.from({ length: n }, (_, index) => {
    const numerator = (first ?? 0n) * (steps - BigInt(index)) + (last ?? 0n) * BigInt(index);
    if (whole) return truncated(numerator, steps, exponent);
    return index === 0 ? low : index === n - 1 ? high : rounded(numerator, steps, exponent);
  });
}

const truncated = (numerator: bigint, denominator: bigint, exponent: number): number =>
  Number(
    exponent >= 0
      ? (numerator * 10n ** BigInt(exponent)) / denominator
      : numerator / (denominator * 10n ** BigInt(-exponent)),
  );
