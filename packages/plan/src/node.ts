import type { Json } from "@goldilocks/digest";

import type { Cost } from "./cost.ts";
import type { ActivityParameters } from "./kinds/activity.ts";
import type { ByFrequencyParameters } from "./kinds/by-frequency.ts";
import type { AcrossParameters } from "./kinds/across.ts";
import type { AveragedParameters } from "./kinds/averaged.ts";
import type { ChanceParameters } from "./kinds/chance.ts";
import type { ClaimsParameters } from "./kinds/claims.ts";
import type { CodesParameters } from "./kinds/codes.ts";
import type { ConvergenceParameters } from "./kinds/convergence.ts";
import type { CovarianceParameters } from "./kinds/covariance.ts";
import type { DeadParameters } from "./kinds/dead.ts";
import type { ElementsChanceParameters } from "./kinds/elements-chance.ts";
import type { ElementsParameters } from "./kinds/elements.ts";
import type { EndingParameters } from "./kinds/ending.ts";
import type { EstimatesParameters } from "./kinds/estimates.ts";
import type { FeaturesParameters } from "./kinds/features.ts";
import type { FigureParameters } from "./kinds/figure.ts";
import type { HeldOutParameters } from "./kinds/held-out.ts";
import type { LargerParameters } from "./kinds/larger.ts";
import type { MatchingChanceParameters } from "./kinds/matching-chance.ts";
import type { MatchingParameters } from "./kinds/matching.ts";
import type { PairParameters } from "./kinds/pair.ts";
import type { PointParameters } from "./kinds/point.ts";
import type { SimilarityParameters } from "./kinds/similarity.ts";
import type { StandardisedParameters } from "./kinds/standardised.ts";
import type { StreamParameters } from "./kinds/stream.ts";
import type { TableParameters } from "./kinds/table.ts";
import type { TrajectoryParameters } from "./kinds/trajectory.ts";
import type { VarianceParameters } from "./kinds/variance.ts";
import type { NodeKind } from "./node-kind.ts";

/** The parameters of each node kind, with every default filled in. */
export interface NodeParameters {
  readonly features: FeaturesParameters;
  readonly covariance: CovarianceParameters;
  readonly stream: StreamParameters;
  readonly codes: CodesParameters;
  readonly trajectory: TrajectoryParameters;
  readonly point: PointParameters;
  readonly chance: ChanceParameters;
  readonly similarity: SimilarityParameters;
  readonly heldOut: HeldOutParameters;
  readonly dead: DeadParameters;
  readonly convergence: ConvergenceParameters;
  readonly ending: EndingParameters;
  readonly elements: ElementsParameters;
  readonly elementsChance: ElementsChanceParameters;
  readonly matching: MatchingParameters;
  readonly matchingChance: MatchingChanceParameters;
  readonly activity: ActivityParameters;
  readonly variance: VarianceParameters;
  readonly byFrequency: ByFrequencyParameters;
  readonly pair: PairParameters;
  readonly larger: LargerParameters;
  readonly across: AcrossParameters;
  readonly averaged: AveragedParameters;
  readonly standardised: StandardisedParameters;
  readonly table: TableParameters;
  readonly figure: FigureParameters;
  readonly estimates: EstimatesParameters;
  readonly claims: ClaimsParameters;
}

/** One unit of work, of one kind. */
export interface NodeOf<K extends NodeKind> {
  /** SHA-256 of the canonical JSON of `preImage`. */
  readonly key: string;
  readonly kind: K;
  readonly parameters: NodeParameters[K];
  /** `[kind, op version, parameters without defaults, input keys, device class]`. */
  readonly preImage: Json;
  /** Keys in the pre-image, in the order the kind states. */
  readonly inputs: readonly string[];
  /** Keys of the results that must exist before the node can run. */
  readonly needs: readonly string[];
  /** A few words for people; in no key. */
  readonly label: string;
  readonly cost: Cost;
}

/** One unit of work; `kind` tells which parameters it has. */
export type PlanNode = { readonly [K in NodeKind]: NodeOf<K> }[NodeKind];
