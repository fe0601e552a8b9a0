import { type Arguments, valueOf } from "../arguments.ts";
import { UsageError } from "../error.ts";

const HOUR = 60 * 60 * 1000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/u;

/**
 * The time that an option names, in milliseconds since 1970: so many hours, days or weeks before now (`12h`, `7d`, `2w`), a day or a
 * moment on the clock of this machine (`2026-01-31`, `2026-01-31T09:05`).
 *
 * @param whole - Whether a day counts to its end, as for the end of a span.
 * @throws {@link UsageError} `CLI_BAD_VALUE`.
 */
export function timeOf(given: Arguments, option: string, now: number, whole: boolean): number | undefined {
  const text = valueOf(given, option);
  if (text === undefined) return undefined;
  const { n = "", unit = "" } = /^(?<n>\d{1,5})(?<unit>[hdw])$/u.exec(text)?.groups ?? {};
  if (n !== "") return now - Number(n) * (UNITS[unit] ?? 0);
  const time = timeIn(text, whole);
  if (!Number.isNaN(time)) return time;
  const message = `--${option} ${text} is no time`;
  const hint = `for example: --${option} 7d, --${option} 2026-01-31, --${option} 2026-01-31T09:05`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint });
}

function timeIn(text: string, whole: boolean): number {
  if (MOMENT.test(text)) return new Date(text).getTime();
  if (!DAY.test(text)) return Number.NaN;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const begin = new Date(year, month - 1, day);
  // `2026-02-31` would be a day in March.
  if (begin.getMonth() !== month - 1 || begin.getDate() !== day) return Number.NaN;
  return (whole ? new Date(year, month - 1, day + 1) : begin).getTime();
}
