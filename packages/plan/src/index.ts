export { checkExperiment } from "./check-experiment.ts";
export { historyScale } from "./history-scale.ts";
export { isHistoryStep, isRecordedStep, recordedSteps } from "./history-steps.ts";
export { kernelMemory } from "./cell-size.ts";
export { columnKinds, type ColumnKind } from "./column-kinds.ts";
export { arithmetic, cellValue, isIn, literalSide } from "./claims/cell-value.ts";
export type { CellValue, ClaimColumn, ColumnOf } from "./claims/columns.ts";
export { both, compareSides, either, opposite, type Side, type Truth } from "./claims/compare.ts";
export { compile } from "./compile.ts";
export { HISTORY_DEAD_WINDOW } from "./dead-window.ts";
export type { Cost } from "./cost.ts";
export type { Doubtful } from "./doubtful.ts";
export { PlanError, type PlanCode } from "./error.ts";
export { type Change, type ColumnDifference, diffColumn, type PairedColumn } from "./diff/diff-columns.ts";
export {
  correspondingNodes,
  diffNodes,
  type KindCount,
  type NodeDifference,
  type NodesDifference,
} from "./diff/diff-nodes.ts";
export { diffNormalForms, type SpecDifference } from "./diff/diff-normal-forms.ts";
export { matchCells, type MatchedCells } from "./diff/match-cells.ts";
export { expandGrid, type GridCell } from "./expand-grid.ts";
export { explainDifference, type Difference, type PreImageLookup } from "./explain.ts";
export type { ChanceParameters } from "./kinds/chance.ts";
export { replicateAxes, type SeedAxis, seedAxes } from "./seed-axes.ts";
export type { ClaimsParameters, StatedClaim } from "./kinds/claims.ts";
export { batchesPerChunk, type CodesParameters } from "./kinds/codes.ts";
export { courseOf, plainCourse, type CourseParameters } from "./kinds/course.ts";
export type { CovarianceParameters } from "./kinds/covariance.ts";
export type { DeadParameters } from "./kinds/dead.ts";
export type { EstimatedGroup, EstimatesParameters } from "./kinds/estimates.ts";
export type { FeaturesParameters } from "./kinds/features.ts";
export type { CaptionFacts, FigureParameters } from "./kinds/figure.ts";
export type { FailedCell, Gaps } from "./kinds/gaps.ts";
export type { HeldOutParameters } from "./kinds/held-out.ts";
export type { PointParameters } from "./kinds/point.ts";
export type { SimilarityParameters } from "./kinds/similarity.ts";
export type { StreamParameters } from "./kinds/stream.ts";
export type { KnownColumn, TableParameters } from "./kinds/table.ts";
export { type TrajectoryParameters, trajectoryParameters } from "./kinds/trajectory.ts";
export { matchable } from "./matching-limit.ts";
export { mayEndEarly } from "./may-end-early.ts";
export {
  metrics,
  type AboveChanceColumn,
  type DerivedColumn,
  type MeasuredColumn,
  type Metric,
  type ZoneTableColumn,
} from "./metrics.ts";
export { nearest, type Nearest } from "./nearest.ts";
export { nodeKinds, type NodeKind, type Versions } from "./node-kind.ts";
export type { NodeOf, NodeParameters, PlanNode } from "./node.ts";
export { partialPlan } from "./partial-plan.ts";
export type { Cell, MetricSource, Plan, Trajectory, TrajectoryPoint } from "./plan.ts";
export { exactDevice, parsePreImage, withDefaults, type PreImage } from "./pre-image.ts";
export { registry } from "./registry.ts";
export { required, type RequiredNode, type Stored } from "./required.ts";
export { shardCount } from "./shard-count.ts";
export { summarise, type NodeCount, type Summary, type SummaryOptions } from "./summarise.ts";
export type { Unmade } from "./unmade-nodes.ts";
export { noisesIn, stateBytes, trainingCost, trainingMemory } from "./training-cost.ts";
