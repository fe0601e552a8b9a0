import type { Expression } from "./expression.ts";

/** A statement about the results, which the run then decides. */
export interface Claim {
  /** Unique in the experiment. */
  readonly name: string;
  /** The claim in its normal form; parsed, it is `expression` but for the offsets. */
  readonly text: string;
  /** Its offsets are those of the text as written. */
  readonly expression: Expression;
  /** Where it comes from, in words. */
  readonly says?: string;
  /** Level of the intervals over repeats, in (0, 1). */
  readonly interval: number;
  /** What becomes of a claim whose verdict rests on cells that are not known to have converged: left open, or decided like any other. */
  readonly unconverged: "undecided" | "count";
}

/** Key under which {@link Experiment.spans} has the place of a part of a claim. */
export const claimPartKey = (claim: number, { start, end }: { readonly start: number; readonly end: number }): string =>
  `claims[${claim}]@${start}-${end}`;
