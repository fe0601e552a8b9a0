import { compareSides, isIn, type Side, type Truth } from "@goldilocks/plan";
import type { Expression } from "@goldilocks/spec";
import { missing, type Worth } from "./worth.ts";

/** One value of an axis, and whether the condition of a zone holds there. */
export interface Spot {
  readonly side: Side;
  readonly label: string;
  readonly holds: Truth;
}

/** Where along an axis a condition holds: spots by ascending value, and the stretches of them without a gap, longest first. */
export interface Zone {
  readonly axis: string;
  readonly spots: readonly Spot[];
  readonly stretches: readonly (readonly Spot[])[];
}

/** A zone of spots by ascending value; of stretches of one length the lower comes first. */
export function zoneOf(axis: string, spots: readonly Spot[]): Zone {
  const stretches: Spot[][] = [];
  let open: Spot[] | undefined;
  for (const spot of spots) {
    if (spot.holds !== true) open = undefined;
    else if (open === undefined) stretches.push((open = [spot]));
    else open.push(spot);
  }
  return { axis, spots, stretches: stretches.toSorted((a, b) => b.length - a.length) };
}

/** Digits of a width: the values of a range have no more. */
const DIGITS = 6;

/** How far apart the ends of a zone are, to 6 digits: high / low on a logarithmic axis, null where that begins at 0, else high − low. */
export function zoneWidth(low: number, high: number, scale: "log" | "linear" | "ordinal" = "linear"): number | null {
  if (scale === "log" && low <= 0) return null;
  return Number((scale === "log" ? high / low : high - low).toPrecision(DIGITS));
}

/** A zone in words: its stretches by ascending value. */
export function zoneText({ spots, stretches }: Zone): string {
  const ascending = stretches.toSorted((a, b) => spots.indexOf(a[0] as Spot) - spots.indexOf(b[0] as Spot));
  const texts = ascending.map((stretch) => [...new Set([stretch[0]?.label, stretch.at(-1)?.label])].join(" to "));
  return texts.length === 0 ? "nowhere" : texts.join(", ");
}

const truthWorth = (truth: Truth, why: string): Worth =>
  typeof truth === "boolean" ? { is: "truth", value: truth } : missing(why, truth === undefined);

/** Whether all of some spots are in the zone: false as soon as one is known not to be. */
function allHold(spots: readonly Spot[]): Worth {
  const out = spots.find(({ holds }) => holds === false);
  if (out !== undefined) return { is: "truth", value: false };
  const unknown = spots.filter(({ holds }) => holds !== true);
  const open = unknown.some(({ holds }) => holds === undefined);
  return truthWorth(unknown.length === 0 ? true : open ? undefined : null, `no value at ${labels(unknown)}`);
}

const labels = (spots: readonly Spot[]): string => spots.map(({ label }) => label).join(", ");

/** Whether a zone covers an interval: every value of the axis between its bounds, and the axis must reach them. */
export function coversInterval(
  { axis, spots }: Zone,
  interval: Extract<Expression, { readonly kind: "interval" }>,
  bounds: readonly [Side, Side],
): Worth {
  const [low, high] = bounds;
  const below = spots.some(({ side }) => compareSides("<=", side, low) === true);
  const above = spots.some(({ side }) => compareSides(">=", side, high) === true);
  const inside = spots.filter(({ side }) => isIn(side, interval) === true);
  const known = allHold(inside);
  if (known.is === "truth" && !known.value) return known;
  if (!below || !above || inside.length === 0) {
    return missing(`${axis} has only ${spots[0]?.label ?? "nothing"} to ${spots.at(-1)?.label ?? "nothing"}`);
  }
  return known;
}

/** Whether a zone covers one value: itself where the axis has it, else its neighbours. */
export function coversSpot({ axis, spots }: Zone, side: Side): Worth {
  const same = spots.filter((spot) => compareSides("=", spot.side, side) === true);
  if (same.length > 0) return allHold(same);
  const below = spots.findLast((spot) => compareSides("<", spot.side, side) === true);
  const above = spots.find((spot) => compareSides(">", spot.side, side) === true);
  if (below === undefined || above === undefined) return missing(`${axis} does not reach so far`);
  return allHold([below, above]);
}

const sameSpot = ({ spots }: Zone, wanted: Side): Spot | undefined =>
  spots.find(({ side }) => side.value === wanted.value);

/** Whether one zone covers another along the same axis; an empty one is covered by nothing. Open spots may be in the inner one. */
export function coversZone(outer: Zone, inner: Zone): Worth {
  const outerSpots = (spots: readonly Spot[]): readonly Spot[] =>
    spots.map(({ side, label }) => sameSpot(outer, side) ?? { side, label, holds: null });
  const wanted = inner.stretches.flat();
  const open = inner.spots.filter(({ holds }) => holds === undefined);
  const known = allHold(outerSpots(wanted));
  if (known.is === "truth" && !known.value) return known;
  if (wanted.length === 0 && open.length === 0) return { is: "truth", value: false };
  const harmless = wanted.length > 0 && outerSpots(open).every(({ holds }) => holds === true);
  return harmless || open.length === 0 ? known : missing(`no value at ${labels(open)}`, true);
}

/** Whether every spot of a zone lies in an interval; an empty zone lies nowhere. */
export function liesWithin({ stretches, spots }: Zone, interval: Expression): Worth {
  const inside = stretches.flat().map(({ side }) => isIn(side, interval));
  if (inside.includes(false)) return { is: "truth", value: false };
  const open = spots.filter(({ side, holds }) => typeof holds !== "boolean" && isIn(side, interval) === false);
  if (open.length > 0)
    return missing(
      `no value at ${labels(open)}`,
      open.some(({ holds }) => holds === undefined),
    );
  const maybe = spots.filter(({ holds }) => holds === undefined);
  if (inside.length === 0 && maybe.length > 0) return missing(`no value at ${labels(maybe)}`, true);
  return { is: "truth", value: inside.length > 0 };
}
