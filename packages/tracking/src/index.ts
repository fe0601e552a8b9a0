export { openTracking } from "./open-tracking.ts";
export { nodeOutboxFiles, type OutboxFiles } from "./outbox-files.ts";
export { type TrackingCode, type TrackingProblem } from "./problem.ts";
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
