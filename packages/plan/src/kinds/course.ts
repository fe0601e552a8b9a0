import type { Settings } from "@goldilocks/spec";

import type { FrozenObject, Plain } from "../frozen.ts";

/** What changes in the course of a training: part of its trajectory. */
export type CourseParameters = {
  /** Steps over which the learning rate, and the L1 coefficient, grow to their full value; 0 is none. */
  readonly warmup: number;
  readonly l1Warmup: number;
  readonly schedule: Plain<Settings["train"]["schedule"]>;
  /** The step at which a schedule that falls ends; 0 for one that knows no end. */
  readonly total: number;
  /** What is done about dead elements. */
  readonly resample: Plain<Settings["train"]["resample"]>;
};

/** The course of a training in which nothing changes; frozen, like all defaults of a trajectory. */
export const plainCourse: CourseParameters = {
  warmup: 0,
  l1Warmup: 0,
  schedule: { kind: "constant" },
  total: 0,
  resample: { kind: "none" },
};

/** Values left out of a trajectory's pre-image. */
export const courseDefaults: FrozenObject = {
  warmup: 0,
  l1Warmup: 0,
  schedule: {
    choice: "kind",
    preferred: "constant",
    branches: { constant: {}, linear: { start: 0, final: 0 }, cosine: { start: 0, final: 0 } },
  },
  total: 0,
  resample: {
    choice: "kind",
    preferred: "none",
    branches: { none: {}, loss: { every: 5000, until: 15_000, window: 2500, batches: 32, encoderScale: 0.2 } },
  },
};

/** A schedule that falls does so until the last step: only then does a trajectory know the number of its steps. */
export const courseOf = ({ train: { schedule, warmup, l1Warmup, resample, steps } }: Settings): CourseParameters => ({
  warmup,
  l1Warmup,
  schedule,
  total: schedule.kind === "constant" ? 0 : steps,
  resample,
});
