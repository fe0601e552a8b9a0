import type { NodeKind } from "@goldilocks/plan";
import type { Op } from "./op.ts";
import { activity } from "./ops/activity.ts";
import { byFrequency } from "./ops/by-frequency.ts";
import { across } from "./ops/across.ts";
import { averaged } from "./ops/averaged.ts";
import { chance } from "./ops/chance.ts";
import { claims } from "./ops/claims.ts";
import { codes } from "./ops/codes.ts";
import { convergence } from "./ops/convergence.ts";
import { covariance } from "./ops/covariance.ts";
import { dead } from "./ops/dead.ts";
import { elementsChance } from "./ops/elements-chance.ts";
import { elements } from "./ops/elements.ts";
import { ending } from "./ops/ending.ts";
import { estimates } from "./ops/estimates.ts";
import { features } from "./ops/features.ts";
import { figure } from "./ops/figure.ts";
import { heldOut } from "./ops/held-out.ts";
import { larger } from "./ops/larger.ts";
import { matchingChance } from "./ops/matching-chance.ts";
import { matching } from "./ops/matching.ts";
import { pair } from "./ops/pair.ts";
import { point } from "./ops/point.ts";
import { similarity } from "./ops/similarity.ts";
import { standardised } from "./ops/standardised.ts";
import { table } from "./ops/table.ts";
import { variance } from "./ops/variance.ts";

/** Kinds that are identities only: their pieces do the work. */
export type IdentityKind = "stream" | "trajectory";

/** Kinds that have an op, and results. */
export type RunnableKind = Exclude<NodeKind, IdentityKind>;

/** What each kind of node does: to add one, add a file and a line. */
export const ops: { readonly [K in RunnableKind]: Op<K> } = {
  features,
  covariance,
  codes,
  point,
  chance,
  similarity,
  heldOut,
  dead,
  convergence,
  ending,
  elements,
  elementsChance,
  matching,
  matchingChance,
  activity,
  variance,
  byFrequency,
  pair,
  larger,
  across,
  averaged,
  standardised,
  table,
  figure,
  estimates,
  claims,
};

/** The op of a kind. @throws RangeError for an identity: a plan never asks to run one. */
export function opOf(kind: NodeKind): Op<NodeKind> {
  if (kind === "stream" || kind === "trajectory") throw new RangeError(`a ${kind} has no result of its own`);
  return ops[kind];
}
