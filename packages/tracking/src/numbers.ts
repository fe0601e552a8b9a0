import { mlflowKey } from "./names.ts";
import { type TrackedMetric } from "./tracked-run.ts";

/** Numbers of a run as MLflow takes them. */
export interface Numbers {
  readonly metrics: readonly TrackedMetric[];
  /** For each number that is none: `goldilocks.undefined.<name>`, with the reason. */
  readonly tags: Readonly<Record<string, string>>;
}

/** When and where on a run numbers were measured. */
export interface Moment {
  readonly step: number;
  /** Milliseconds since 1970; it must be the same whenever this run is put again. */
  readonly timestamp: number;
}

/**
 * Final values as metrics. MLflow would store an infinity as 1.797e308 and refuses null, so that what is no number becomes a tag.
 *
 * @param reasons - Why a value is undefined, by name; `undefined` otherwise.
 */
export function numbersOf(
  values: Readonly<Record<string, number | null>>,
  { step, timestamp }: Moment,
  reasons: Readonly<Record<string, string>> = {},
): Numbers {
  const metrics: TrackedMetric[] = [];
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const key = mlflowKey(name);
    if (value !== null && Number.isFinite(value)) metrics.push({ key, value, step, timestamp });
    else
      tags[mlflowKey(`goldilocks.undefined.${name}`)] = reasons[name] ?? (value === null ? "undefined" : String(value));
  }
  return { metrics, tags };
}

/**
 * A history as points of a metric, a millisecond apart from `started`, so that they are the same whenever the run is put again.
 * Values that are no numbers are left out, and so are gaps.
 */
export function seriesOf(
  name: string,
  points: readonly { readonly step: number; readonly value: number | null }[],
  started: number,
): readonly TrackedMetric[] {
  const key = mlflowKey(name);
  return points.flatMap(({ step, value }, index) =>
    value === null || !Number.isFinite(value) ? [] : [{ key, value, step, timestamp: started + index }],
  );
}
