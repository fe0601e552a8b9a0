export { figurePage, type FigurePage } from "./figure-page.ts";
export { links } from "./links.ts";
export { mlflowKey, nameOfKey } from "./names.ts";
export { numbersOf, seriesOf, type Moment, type Numbers } from "./numbers.ts";
export { openTracking } from "./open-tracking.ts";
export { nodeOutboxFiles, type OutboxFiles } from "./outbox-files.ts";
export { presetView, showsPresetViews, type PresetView } from "./preset-view.ts";
export { type TrackingCode, type TrackingProblem } from "./error.ts";
export { serverProblem } from "./server-problem.ts";
export { gridImages, imageTags, tableJson, tableTags } from "./shown-artifacts.ts";
export type {
  ArtifactSource,
  TrackedArtifact,
  TrackedDataset,
  TrackedMetric,
  TrackedModel,
  TrackedRun,
  TrackedStatus,
} from "./tracked-run.ts";
export type { Clock, DeliveredRun, KnownRun, SyncReport, Tracking, TrackingOptions } from "./tracking.ts";
