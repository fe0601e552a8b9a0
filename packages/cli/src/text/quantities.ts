const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds as a person says them: `0.8 s`, `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 9.95 * SECOND) return `${(milliseconds / SECOND).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < HOUR / SECOND) return parts(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(milliseconds / MINUTE);
  return parts(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

const parts = (large: number, unit: string, small: number, rest: string): string =>
  small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${rest}`;

/** A time that is only known roughly: whole minutes above two, steps of ten seconds above half a minute. */
export function roughly(milliseconds: number): string {
  const grain = milliseconds > 2 * MINUTE ? MINUTE : milliseconds > 30 * SECOND ? 10 * SECOND : SECOND;
  return duration(Math.max(1, Math.round(milliseconds / grain)) * grain).replace(/\.0 s$/u, " s");
}

/** {@link roughly} in a sentence: `a second`, `3 seconds`, `42 s`. */
export function inWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / SECOND));
  if (seconds > 9) return roughly(milliseconds);
  return seconds === 1 ? "a second" : `${seconds} seconds`;
}

const scaled = (value: number, base: number, units: readonly string[]): string => {
  let rest = value;
  let unit = 0;
  while (rest >= base * 0.9995 && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(rest) : Number(rest.toPrecision(3))} ${units[unit] ?? ""}`;
};

/** Bytes in decimal units: `1.25 GB`. */
export const bytes = (value: number): string => scaled(value, 1000, ["bytes", "kB", "MB", "GB", "TB"]);

/** Floating-point operations: `12.3 GFLOP`. */
export const flops = (value: number): string =>
  scaled(value, 1000, ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP"]);

/** A whole number with its thousands apart. */
export const whole = (value: number): string => String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");

/** `1 cell`, `2 cells`. */
export const count = (value: number, noun: string): string => `${whole(value)} ${noun}${value === 1 ? "" : "s"}`;
