import { activity } from "./kinds/activity.ts";
import { byFrequency } from "./kinds/by-frequency.ts";
import { across } from "./kinds/across.ts";
import { averaged } from "./kinds/averaged.ts";
import { chance } from "./kinds/chance.ts";
import { claims } from "./kinds/claims.ts";
import { codes } from "./kinds/codes.ts";
import { convergence } from "./kinds/convergence.ts";
import { covariance } from "./kinds/covariance.ts";
import { dead } from "./kinds/dead.ts";
import { elementsChance } from "./kinds/elements-chance.ts";
import { elements } from "./kinds/elements.ts";
import { ending } from "./kinds/ending.ts";
import { estimates } from "./kinds/estimates.ts";
import { features } from "./kinds/features.ts";
import { figure } from "./kinds/figure.ts";
import { heldOut } from "./kinds/held-out.ts";
import { larger } from "./kinds/larger.ts";
import { matchingChance } from "./kinds/matching-chance.ts";
import { matching } from "./kinds/matching.ts";
import { pair } from "./kinds/pair.ts";
import { point } from "./kinds/point.ts";
import type { KindRecord, Recipe } from "./kinds/recipe.ts";
import { similarity } from "./kinds/similarity.ts";
import { standardised } from "./kinds/standardised.ts";
import { stream } from "./kinds/stream.ts";
import { table } from "./kinds/table.ts";
import { trajectory } from "./kinds/trajectory.ts";
import { variance } from "./kinds/variance.ts";
import type { CellKind, NodeKind } from "./node-kind.ts";

/** The kinds whose nodes follow from one cell. */
export const recipes: Readonly<Record<CellKind, Recipe>> = {
  features,
  covariance,
  stream,
  codes,
  trajectory,
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
};

/** Every node kind: to add one, add a file and a line. */
export const registry: Readonly<Record<NodeKind, KindRecord>> = {
  ...recipes,
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
