/** What a mutation came to. */
export interface Outcome {
  /** Whether the program took it. */
  readonly accepted: boolean;
  /** The code that it was refused with. */
  readonly code?: string;
}

/** The classes of finding. */
export const findingClasses = ["exception", "internal", "slow", "memory", "crash", "nonsense"] as const;

export type FindingClass = (typeof findingClasses)[number];

/** A mutation that the program did not deal with as it should. */
export interface Finding {
  readonly kind: string;
  readonly seed: number;
  readonly index: number;
  readonly class: FindingClass;
  /** What happened, in a few lines. */
  readonly what: string;
}

/** Thrown by a mutation's own checks: what is wrong with how the program dealt with it. */
export class Wrong extends Error {
  readonly class: FindingClass;

  constructor(found: FindingClass, what: string) {
    super(what);
    this.class = found;
  }
}

/** @throws {@link Wrong} of class `nonsense` where something that must hold does not. */
export function must(holds: boolean, what: () => string): void {
  if (!holds) throw new Wrong("nonsense", what());
}
