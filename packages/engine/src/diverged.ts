import { EngineError } from "./error.ts";

/** The error of numbers that grew out of bounds; `where` names the number and the place, a step or a cell. */
export function diverged(where: string): EngineError {
  return new EngineError({
    code: "ENGINE_DIVERGED",
    message: `training diverged: ${where}`,
    hint: "use a smaller train.optimizer.learningRate, or leave this cell out with `exclude`",
  });
}
