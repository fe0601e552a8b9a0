import type { Kind } from "./kind.ts";
import { capsules } from "./capsules.ts";
import { claims } from "./claims.ts";
import { figures } from "./figures.ts";
import { mlflow } from "./mlflow.ts";
import { planted } from "./planted.ts";
import { specs } from "./specs.ts";

/** Every kind of input; `planted` has faults of its own. */
export const kinds: readonly Kind[] = [specs, claims, figures, capsules, mlflow, planted];
