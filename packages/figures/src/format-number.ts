/** A number as a figure prints it: a real minus sign, thousands in groups, no locale. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** At most `digits` significant digits, without trailing zeros; powers of ten where a plain number would be long. */
export function formatNumber(value: number, digits = 4): string {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return scientific(rounded);
  return grouped(String(rounded));
}

/** Exactly `decimals` digits after the point. */
export function formatFixed(value: number, decimals: number): string {
  return grouped((value + 0).toFixed(decimals));
}

/** 10^k: 0.001 … 10,000 in full, others as a power. */
export function formatDecade(exponent: number): string {
  return exponent >= -4 && exponent <= 4 ? formatNumber(Number(`1e${exponent}`)) : `10${superscript(exponent)}`;
}

/** A share as a percentage: 0.95 is `95 %`. */
export function formatPercent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}

/** In as few letters as say something: `.92`, `3.4`, `128`. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 9.95) return formatNumber(Math.round(value));
  const text = size < 0.005 ? formatNumber(value, 1) : formatFixed(value, size < 0.995 ? 2 : 1);
  return text.replace(/^(−?)0\./u, "$1.");
}

function scientific(value: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = `10${superscript(Number(exponent))}`;
  if (mantissa === "1") return power;
  return mantissa === "-1" ? `−${power}` : `${mantissa.replace("-", "−")}×${power}`;
}

function superscript(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)))
    .map((digit) => SUPERSCRIPTS[Number(digit)])
    .join("");
  return exponent < 0 ? `⁻${digits}` : digits;
}

function grouped(text: string): string {
  const [whole = "", fraction] = text.replace("-", "").split(".");
  const groups = whole.length > 3 ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",") : whole;
  const sign = text.startsWith("-") && Number(text) !== 0 ? "−" : "";
  return `${sign}${groups}${fraction === undefined ? "" : `.${fraction}`}`;
}
