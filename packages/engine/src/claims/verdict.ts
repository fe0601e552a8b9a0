import { detectableDifference, meanInterval, moreRepeatsToDecide } from "@goldilocks/figures/text";
import type { Comparator, Expression } from "@goldilocks/spec";
import { showClaim } from "@goldilocks/spec";
import { compareWorths, type Evaluator } from "./evaluator.ts";
import { missing, type Worth } from "./worth.ts";
import { zoneText } from "./zone.ts";

/** One side of a comparison, one value a repeat, and of measured numbers their mean and interval. */
export type Measured = {
  readonly text: string;
  readonly values: readonly (number | string | null)[];
  /** How the values are written, where that is not as numbers. */
  readonly labels?: readonly (string | null)[];
  readonly mean?: number;
  readonly low?: number;
  readonly high?: number;
  /** Beside an interval: the smallest true difference that this many repeats would show with 80% power. */
  readonly detectable?: number;
};

/** A comparison, or another condition that a claim is joined of, and how it came out. */
export type Comparison = {
  readonly text: string;
  readonly verdict: Verdict;
  /** By repeat; null where it is not known. */
  readonly holds: readonly (boolean | null)[];
  readonly sides: readonly Measured[];
  /** Left less right, where both are measured. */
  readonly difference?: Measured;
};

/** What becomes of a claim. */
export type Verdict = "holds" | "fails" | "undecided";

/** A verdict and, where there is none, why. */
export interface Decision {
  readonly verdict: Verdict;
  readonly why: string | null;
  /** Undecided because of spread: how many more repeats would decide at the spread seen; null where no sensible number would. */
  readonly more?: number | null;
  /** What these would decide. */
  readonly lean?: "holds" | "fails";
}

type Rows = readonly (readonly number[])[];

const orders: ReadonlySet<Comparator> = new Set(["<", "<=", ">", ">="]);

/** Decides claims over repeats; keeps every comparison on the way. */
export class Judge {
  readonly comparisons: Comparison[] = [];
  readonly #evaluator: Evaluator;
  readonly #level: number;

  constructor(evaluator: Evaluator, level: number) {
    this.#evaluator = evaluator;
    this.#level = level;
  }

  /** Decides a claim in the rows of each repeat. */
  decide(claim: Expression, repeats: Rows): Decision {
    if (claim.kind === "and" || claim.kind === "or") {
      const sides = [this.decide(claim.left, repeats), this.decide(claim.right, repeats)];
      return joined(sides, claim.kind === "and" ? "fails" : "holds");
    }
    if (claim.kind === "not") return turned(this.decide(claim.of, repeats));
    if (claim.kind === "at") return this.#where(claim, repeats);
    return this.#condition(claim, repeats);
  }

  #where({ of, conditions }: Extract<Expression, { readonly kind: "at" }>, repeats: Rows): Decision {
    const narrowed: (readonly number[])[] = [];
    for (const rows of repeats) {
      const kept = this.#evaluator.narrow(rows, conditions);
      if ("is" in kept) return undecided(kept.why);
      narrowed.push(kept);
    }
    return this.decide(of, narrowed);
  }

  #condition(part: Expression, repeats: Rows): Decision {
    if (part.kind !== "compare") {
      const worths = repeats.map((rows) => this.#evaluator.worth(part, rows));
      const counts = worths.map((worth) => (worth.is === "truth" ? (worth.count ?? null) : null));
      const sides = counts.some((count) => count !== null) ? [{ text: showClaim(part), values: counts }] : [];
      return this.#unanimous(part, worths, sides);
    }
    const left = repeats.map((rows) => this.#evaluator.worth(part.left, rows));
    const right = repeats.map((rows) => this.#evaluator.worth(part.right, rows));
    const truths = left.map((worth, index) => compareWorths(part.by, worth, right[index] ?? missing("nothing there")));
    const sides = [this.#measured(part.left, left), this.#measured(part.right, right)].flat();
    const differences = orders.has(part.by) ? differencesOf(left, right) : undefined;
    if (differences === undefined) return this.#unanimous(part, truths, sides);
    return this.#byInterval(part, { truths, sides, differences });
  }

  /** A measured difference: its whole interval must lie on one side. One repeat has none, and decides by itself. */
  #byInterval(
    part: Extract<Expression, { readonly kind: "compare" }>,
    {
      truths,
      sides,
      differences,
    }: {
      readonly truths: readonly Worth[];
      readonly sides: readonly Measured[];
      readonly differences: readonly number[];
    },
  ): Decision {
    const { mean, low, high } = finiteInterval(differences, this.#level);
    const text = `${showClaim(part.left)} - ${showClaim(part.right)}`;
    const difference = { text, values: differences, ...this.#interval(differences) };
    const both = sides.length === 2;
    if (mean === null || low === null || high === null)
      return this.#unanimous(part, truths, sides, both ? difference : undefined);
    const ends = [low, high].map((end) => compareWorths(part.by, number(end), number(0)));
    const held = ends.map((end) => end.is === "truth" && end.value);
    const verdict = held[0] === held[1] ? (held[0] === true ? "holds" : "fails") : "undecided";
    this.#keep(part, verdict, truths, sides, both ? difference : undefined);
    if (verdict !== "undecided") return { verdict, why: null };
    const times = truths.filter((truth) => truth.is === "truth" && truth.value).length;
    const leans = compareWorths(part.by, number(mean), number(0));
    return {
      ...undecided(`${showClaim(part)}: so in ${times} of ${truths.length} repeats, and the interval has both sides`),
      more: moreRepeatsToDecide(differences, this.#level),
      lean: leans.is === "truth" && leans.value ? "holds" : "fails",
    };
  }

  /** What has no interval holds where it holds in every repeat, and fails where it fails in every one. */
  #unanimous(part: Expression, truths: readonly Worth[], sides: readonly Measured[], difference?: Measured): Decision {
    const gone = truths.find((truth) => truth.is === "missing");
    const held = truths.filter((truth) => truth.is === "truth" && truth.value).length;
    const decided = gone === undefined && truths.length > 0 && (held === 0 || held === truths.length);
    const verdict = decided ? (held > 0 ? "holds" : "fails") : "undecided";
    this.#keep(part, verdict, truths, sides, difference);
    if (verdict !== "undecided") return { verdict, why: null };
    return undecided(gone?.why ?? `${showClaim(part)}: so in ${held} of ${truths.length} repeats`);
  }

  #keep(
    part: Expression,
    verdict: Verdict,
    truths: readonly Worth[],
    sides: readonly Measured[],
    difference: Measured | undefined,
  ): void {
    const holds = truths.map((truth) => (truth.is === "truth" ? truth.value : null));
    this.comparisons.push({
      text: showClaim(part),
      verdict,
      holds,
      sides,
      ...(difference !== undefined && { difference }),
    });
  }

  /** One side, by repeat; nothing for a number that stands in the text. */
  #measured(part: Expression, worths: readonly Worth[]): Measured[] {
    if (["number", "ratio", "text", "truth", "interval", "set", "minus"].includes(part.kind)) return [];
    const text = showClaim(part);
    const values = worths.map(shown);
    if (worths.every((worth) => worth.is === "number" && !worth.discrete)) {
      const numbers = worths.flatMap((worth) => (worth.is === "number" ? [worth.value] : []));
      return [{ text, values, ...this.#interval(numbers) }];
    }
    const labels = worths.map((worth) => (worth.is === "number" ? (worth.label ?? null) : null));
    const telling = labels.some((label, index) => label !== null && label !== String(values[index]));
    return [{ text, values, ...(telling && { labels }) }];
  }

  #interval(numbers: readonly number[]): Pick<Measured, "mean" | "low" | "high" | "detectable"> {
    if (numbers.length === 0) return {};
    const { mean, low, high } = finiteInterval(numbers, this.#level);
    if (mean === null) return {};
    const detectable = detectableDifference(numbers, this.#level);
    return low === null || high === null || detectable === null ? { mean } : { mean, low, high, detectable };
  }
}

const undecided = (why: string): Decision => ({ verdict: "undecided", why });

/** Mean and interval, without what is beyond all numbers: a square of the spread may be, where the numbers are not. */
function finiteInterval(
  numbers: readonly number[],
  level: number,
): { readonly mean: number | null; readonly low: number | null; readonly high: number | null } {
  const { mean, low, high } = meanInterval(numbers, level);
  const isFinite = Number.isFinite(low) && Number.isFinite(high);
  return { mean: Number.isFinite(mean) ? mean : null, low: isFinite ? low : null, high: isFinite ? high : null };
}

const number = (value: number): Worth => ({ is: "number", value, discrete: false, side: { value } });

const opposite = { holds: "fails", fails: "holds", undecided: "undecided" } as const;

const turned = ({ verdict, lean, ...rest }: Decision): Decision => ({
  ...rest,
  verdict: opposite[verdict],
  ...(lean !== undefined && { lean: opposite[lean] }),
});

/** The sides of `and`, or of `or`, of which one that is `deciding` decides. */
function joined(sides: readonly Decision[], deciding: "holds" | "fails"): Decision {
  const decided = sides.find(({ verdict }) => verdict === deciding);
  const open = sides.filter(({ verdict }) => verdict === "undecided");
  const [first] = open;
  if (decided !== undefined || first === undefined) return decided ?? sides[0] ?? undecided("nothing is claimed");
  const { verdict, why } = first;
  const enough = open.filter(({ lean }) => lean === deciding);
  if (enough.length > 0) {
    const least = enough.flatMap(({ more }) => more ?? []).toSorted((a, b) => a - b)[0] ?? null;
    return { verdict, why, more: least, lean: deciding };
  }
  // All of them must be decided, which none can be that is open for another reason.
  if (open.some(({ lean }) => lean === undefined)) return { verdict, why };
  const needed = open.map(({ more }) => more ?? null);
  const most = needed.includes(null) ? null : needed.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);
  return { verdict, why, more: most, lean: opposite[deciding] };
}

function shown(worth: Worth): number | string | null {
  if (worth.is === "number" || worth.is === "text") return worth.value;
  if (worth.is === "zone") return zoneText(worth.zone);
  return worth.is === "truth" ? String(worth.value) : null;
}

/** Left less right in every repeat, where both are numbers, one of them was measured, and no difference is beyond all numbers. */
function differencesOf(left: readonly Worth[], right: readonly Worth[]): readonly number[] | undefined {
  const differences: number[] = [];
  for (const [index, a] of left.entries()) {
    const b = right[index];
    if (a.is !== "number" || b?.is !== "number" || (a.discrete && b.discrete)) return undefined;
    differences.push(a.value - b.value);
  }
  if (!differences.every(Number.isFinite)) return undefined;
  return differences.length === 0 ? undefined : differences;
}
