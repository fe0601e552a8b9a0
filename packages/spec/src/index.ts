export { settingMeant } from "./aliases.ts";
export { applyAssignments } from "./apply-assignments.ts";
export { type Claim, claimPartKey } from "./claims/claim.ts";
export { type Comparator, type Expression, type Literal, partsOf, type Reduction, walk } from "./claims/expression.ts";
export { parseClaim } from "./claims/parse-claim.ts";
export { showClaim } from "./claims/show-claim.ts";
export { ClaimFault } from "./claims/tokens.ts";
export { checkSettings, type SettingIssue } from "./check-settings.ts";
export { tableColumns } from "./columns.ts";
export { describe, keyPaths, type KeyDescription } from "./describe.ts";
export { SpecError, specCodes, type SpecCode, type SpecIssue } from "./error.ts";
export { type EstimateMethod, type EstimateSpec } from "./estimate.ts";
export { isExcluded } from "./exclude.ts";
export {
  type Assignment,
  type Axis,
  type AxisPoint,
  type Exclusion,
  type Experiment,
  type Repeats,
  type Scale,
  type Source,
} from "./experiment.ts";
export { channels, columnsBehind, drawnColumns, neededColumns, zoneColumns } from "./figure-columns.ts";
export { type FigureKind, type FigureSpec, type Reference, type Scalar } from "./figure.ts";
export { type IdentifyFile, type ReadFile } from "./files.ts";
export {
  type Adam,
  type Auxiliary,
  type AuxiliaryByTopK,
  type AuxiliaryNone,
  type Correlation,
  type Data,
  type Decay,
  type DecayByRate,
  type DecayNone,
  type Evaluate,
  type History,
  type Init,
  type MetricName,
  type Noise,
  type Resample,
  type ResampleByLoss,
  type ResampleNone,
  type Sae,
  type SaeJumpRelu,
  type SaeL1,
  type SaeTopK,
  type Schedule,
  type ScheduleConstant,
  type ScheduleDecay,
  type SeedName,
  type Seeds,
  type Settings,
  type Train,
} from "./generated/settings.ts";
export { getSetting } from "./get-setting.ts";
export { type Found, loadExperiment, type LoadOptions } from "./load.ts";
export { loadNormal, readNormal } from "./load-normal.ts";
export { linearRange } from "./linear-range.ts";
export { log10Range } from "./log10-range.ts";
export { historyColumns, metricInfo, type MetricInfo } from "./metrics.ts";
export { normalYaml } from "./normal.ts";
export { measuredNames } from "./read-estimates.ts";
export { resultNames } from "./reserved-names.ts";
export { schemaText } from "./schema-text.ts";
export { isUnsetLater } from "./later-settings.ts";
export { settingSchemas, type SettingSchema } from "./setting-paths.ts";
export { zoneAxis, zoneColumn, type ZoneColumn, type ZoneMeasure } from "./zone-column.ts";
export { spanOf } from "./spans.ts";
