/** A number as its shortest decimal text has it: `digits` · 10^`exponent`, the digits a signed whole number. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The decimal that a person would write for a finite number: 0.29 is 29 · 10⁻², although no double is. */
export function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** The product of two finite numbers as decimals, truncated to a whole number: 0.29 × 100 is 29. NaN where one is not finite. */
export function truncatedProduct(a: number, b: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.NaN;
  const [left, right] = [decimalOf(a), decimalOf(b)];
  const digits = left.digits * right.digits;
  const exponent = left.exponent + right.exponent;
  return Number(exponent >= 0 ? digits * 10n ** BigInt(exponent) : digits / 10n ** BigInt(-exponent));
}
