import { type Issue, sortIssues } from "@goldilocks/diagnostics";
import { checkSettings, type Experiment, type Settings, spanOf } from "@goldilocks/spec";

/** The index of a cell's point on each axis, by the axis' name. */
export type Place = Readonly<Record<string, number>>;

/** Collects what is wrong with cells, each fault once, at the axis value that brought it. */
export class CellIssues {
  readonly #experiment: Experiment;
  readonly #found = new Map<string, Issue>();

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
  }

  /** Checks the settings of one cell. */
  check(settings: Settings, place: Place): void {
    for (const { path, ...issue } of checkSettings(settings)) {
      const span = spanOf(this.#experiment, path, place);
      const fault = `${issue.code} ${path} ${span?.file} ${span?.start.offset}`;
      if (!this.#found.has(fault)) this.#found.set(fault, span === undefined ? issue : { ...issue, span });
    }
  }

  /** In reading order. */
  get all(): readonly Issue[] {
    return sortIssues([...this.#found.values()]);
  }
}
