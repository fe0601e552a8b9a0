import { type Issue, sortIssues } from "@goldilocks/diagnostics";
import { checkSettings, type Experiment, type SettingIssue, type Settings, spanOf } from "@goldilocks/spec";

import { oversize } from "./cell-size.ts";
import { planIssue } from "./error.ts";
import type { Place } from "./grid-places.ts";

/** Whether every setting is right by itself, if not beside the others. */
export const eachIsRight = (faults: readonly SettingIssue[]): boolean =>
  faults.every(({ beside }) => beside !== undefined);

/** Collects what is wrong with cells, each fault once, at the axis value that brought it. */
export class CellIssues {
  readonly #experiment: Experiment;
  readonly #found = new Map<string, Issue>();

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
  }

  /** Checks the settings of one cell, and whether it is small enough to be computed. */
  check(settings: Settings, place: Place): void {
    const faults = checkSettings(settings);
    for (const { path, beside: _, ...issue } of faults) this.#add(path, place, issue);
    if (eachIsRight(faults)) this.checkSize(settings, place);
  }

  /** Checks whether a cell, whose settings are right, is small enough to be computed. */
  checkSize(settings: Settings, place: Place): void {
    const large = oversize(settings);
    if (large === undefined) return;
    const { path, value, what, bytes, limit, most } = large;
    const issue = planIssue("PLAN_TOO_LARGE", {
      message: `a cell with ${path} ${value} needs ${gigabytes(bytes)} ${what}, more than ${gigabytes(limit)}`,
      hint:
        most > 0
          ? `${path} of at most ${most} fits, with the other sizes as they are`
          : `lower ${path} and the other sizes: none of its values fits with these`,
    });
    this.#add(path, place, issue);
  }

  #add(path: string, place: Place, issue: Issue): void {
    const span = spanOf(this.#experiment, path, place);
    const fault = `${issue.code} ${path} ${span?.file} ${span?.start.offset}`;
    if (!this.#found.has(fault)) this.#found.set(fault, span === undefined ? issue : { ...issue, span });
  }

  /** In reading order. */
  get all(): readonly Issue[] {
    return sortIssues([...this.#found.values()]);
  }
}

const gigabytes = (bytes: number): string => `${Number((bytes / 1e9).toPrecision(3))} GB`;
