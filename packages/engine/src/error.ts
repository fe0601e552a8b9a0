import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";

/** Every way in which running a plan can fail. */
export type EngineErrorCode =
  | "ENGINE_DIVERGED"
  | "ENGINE_COVARIANCE"
  | "ENGINE_NO_ACTIVITY"
  | "ENGINE_BAD_ARRAYS"
  | "ENGINE_DEPENDENT_ROWS"
  | "ENGINE_NODE_FAILED";

/** A node could not be computed. */
export class EngineError extends GoldilocksError {
  override readonly name = "EngineError";

  constructor(issue: Issue & { readonly code: EngineErrorCode }, options?: { readonly cause?: unknown }) {
    super([issue], options);
  }
}
