import { log10Range } from "@goldilocks/spec";

/** Entries in a decade where nothing else is asked for: steps 1, 2 and 5 × 10^k. */
export const usualPerDecade = 3;
const usualHeads = [10, 20, 50];

/** The steps of a decade: by their two leading digits, and those below 10. */
interface Decade {
  readonly heads: ReadonlySet<number>;
  readonly small: ReadonlySet<number>;
}

const decades = new Map<number, Decade>();

function decadeOf(perDecade: number): Decade {
  const known = decades.get(perDecade);
  if (known !== undefined) return known;
  const more = perDecade === usualPerDecade ? [] : log10Range(1, 9.9, perDecade).map((value) => Math.round(value * 10));
  const heads = [...usualHeads, ...more].toSorted((a, b) => a - b);
  const decade = { heads: new Set(heads), small: new Set(heads.map((head) => Math.round(head / 10))) };
  decades.set(perDecade, decade);
  return decade;
}

/** Whether training records its history at a step: at 1, 2 and 5 × 10^k, and with a `perDecade` above 3 also at each 10^(k/perDecade) to two digits. */
export function isRecordedStep(step: number, perDecade: number): boolean {
  const { heads, small } = decadeOf(perDecade);
  if (step < 10) return small.has(step);
  let unit = 1;
  while (unit * 100 <= step) unit *= 10;
  return step % unit === 0 && heads.has(step / unit);
}

/** Whether a step is 1, 2 or 5 times a power of ten. Every history has these, and convergence is judged by these alone. */
export const isHistoryStep = (step: number): boolean => isRecordedStep(step, usualPerDecade);

/** The steps up to `last` at which training records its history, ascending. */
export function recordedSteps(last: number, perDecade: number): readonly number[] {
  const { heads, small } = decadeOf(perDecade);
  const steps = [...small].filter((step) => step < 10);
  for (let unit = 1; 10 * unit <= last; unit *= 10) steps.push(...[...heads].map((head) => head * unit));
  return steps.filter((step) => step <= last);
}
