import type { FeaturesParameters, NodeOf } from "@goldilocks/plan";
import type { OpContext } from "./op.ts";
import { float32Of, readTensors } from "./safetensors.ts";

/** Ground-truth features `[nFeatures, activationDim]`, unit rows. */
export interface Features {
  readonly rows: Float32Array;
  readonly nFeatures: number;
  readonly activationDim: number;
  readonly directions: FeaturesParameters["directions"];
}

/** The features with this key, out of the store. */
export async function featuresOf(key: string, context: OpContext): Promise<Features> {
  const { nFeatures, activationDim, directions } = (context.node(key) as NodeOf<"features">).parameters;
  const bytes = await context.read(await context.result(key), "features.safetensors");
  return { rows: float32Of(readTensors(bytes), "features"), nFeatures, activationDim, directions };
}
