import type { Json } from "@goldilocks/digest";

import type { DrawnSpec } from "../figure-experiment.ts";
import type { Plain } from "../frozen.ts";
import type { Gaps } from "./gaps.ts";
import type { KindRecord } from "./recipe.ts";

/** What a caption names; each list holds the distinct values in the table, ascending. */
export type CaptionFacts = {
  readonly rows: number;
  readonly repeats: number;
  readonly activationDim: readonly number[];
  readonly nFeatures: readonly number[];
  readonly batch: readonly number[];
  /** Minibatches trained on. */
  readonly steps: readonly number[];
  /** Whether some cells were trained until they had converged: those are then the most steps. */
  readonly untilConverged?: true;
  /** Settings that differ from the language's defaults, that the figure does not show, and that all of its rows share. */
  readonly settings?: { readonly [path: string]: number | string | boolean };
  /** Minibatches without an activation after which an element counts as dead. */
  readonly deadWindow: readonly number[];
  readonly seeds: {
    readonly features: readonly number[];
    readonly data: readonly number[];
    readonly init: readonly number[];
  };
};

/** Parameters of a figure: everything that decides its bytes besides the table, and the experiment it embeds. */
export type FigureParameters = {
  readonly spec: Plain<DrawnSpec>;
  readonly title: string;
  readonly facts: CaptionFacts;
  /** The experiment that makes this figure alone, in its normal form. */
  readonly normal: Json;
  /** Output of inputs 1… (row order) that the figure draws besides the table (input 0); null for none. */
  readonly vectors: string | null;
  readonly partial?: Gaps;
};

/** One figure as files. */
export const figure: KindRecord = { kind: "figure", identity: false, shared: false, defaults: {} };
