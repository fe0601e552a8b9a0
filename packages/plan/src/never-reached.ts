import { asWarning, type Issue, issueAt, sortIssues } from "@goldilocks/diagnostics";
import { type Experiment, getSetting, type Settings, spanOf } from "@goldilocks/spec";

import type { Doubtful } from "./doubtful.ts";
import { planIssue } from "./error.ts";
import { type Place, placesDeciding, settingsAt } from "./grid-places.ts";

/** A setting that says when something happens, in steps. */
interface Moment {
  readonly path: string;
  /** Settings besides `train.steps` that decide whether it comes. */
  readonly beside?: readonly string[];
  /** The largest value at which it still comes; below 1 where none is. */
  readonly most: (settings: Settings) => number;
  /** What does not happen. */
  readonly what: string;
}

const moments: readonly Moment[] = [
  {
    path: "train.warmup",
    most: ({ train }) => train.steps,
    what: "the learning rate never grows to its full value",
  },
  {
    path: "train.l1Warmup",
    most: ({ train }) => train.steps,
    what: "the L1 coefficient never grows to its full value",
  },
  {
    path: "train.resample.every",
    // It happens between a step and the next.
    most: ({ train }) => train.steps - 1,
    what: "no element is ever resampled",
  },
  {
    path: "train.resample.window",
    beside: ["train.resample.every", "train.resample.until"],
    most: lastResampling,
    what: "no element counts as dead when elements are resampled, so that none ever is",
  },
  {
    path: "sae.auxiliary.deadAfter",
    most: ({ train }) => train.steps,
    what: "no element ever counts as dead, so that the auxiliary loss is always 0",
  },
];

/** The last step after which elements are resampled; 0 where that never happens. */
function lastResampling({ train: { resample, steps } }: Settings): number {
  if (resample.kind === "none") return 0;
  const until = Math.min(resample.until, steps - 1);
  return until - (until % resample.every);
}

/** Where a value was written, and whether any cell with it gets there. */
interface Candidate {
  readonly issue: Issue;
  reached: boolean;
}

/**
 * Warnings about settings that wait for a step which no cell with them gets to. A value that some cell reaches is fine: the others may be
 * points of the same training.
 */
export function neverReached(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  if (["train.steps", "grid", "readings"].some(doubtful)) return [];
  const found = moments.filter(({ path }) => !doubtful(path)).flatMap((moment) => ofMoment(experiment, moment));
  return sortIssues(found);
}

/** Where a setting was written; of a default that nobody wrote, where the kind that has it was. */
function spanAt(experiment: Experiment, path: string, place: Place): ReturnType<typeof spanOf> {
  const own = spanOf(experiment, path, place);
  const [section = ""] = path.split(".");
  return own === spanOf(experiment, section) ? spanOf(experiment, path.replace(/[^.]+$/u, "kind"), place) : own;
}

function ofMoment(experiment: Experiment, { path, beside = [], most, what }: Moment): readonly Issue[] {
  const written = new Map<string, Candidate>();
  for (const place of placesDeciding(experiment, [path, "train.steps", ...beside])) {
    const settings = settingsAt(experiment, place);
    const value = getSetting(settings, path);
    if (typeof value !== "number") continue;
    const bound = most(settings);
    // Elements of which none is resampled are told of at `every`.
    if (path === "train.resample.window" && bound === 0) continue;
    const span = spanAt(experiment, path, place);
    const key = `${span?.file} ${span?.start.offset} ${value}`;
    const known = written.get(key);
    if (known !== undefined) known.reached ||= value <= bound;
    else {
      const issue = planIssue("PLAN_NEVER_REACHED", {
        message: `${path} is ${value}, and training ends at step ${settings.train.steps}: ${what}`,
        hint: bound < 1 ? "raise train.steps" : `lower ${path} to at most ${bound}, or train for more steps`,
      });
      written.set(key, { issue: issueAt(asWarning(issue), span), reached: value <= bound });
    }
  }
  return [...written.values()].filter(({ reached }) => !reached).map(({ issue }) => issue);
}
