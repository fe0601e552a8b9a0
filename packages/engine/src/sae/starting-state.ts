import type { NodeOf, TrajectoryParameters } from "@goldilocks/plan";
import type { OpContext } from "../op.ts";
import { initialWeights } from "./initial-weights.ts";
import { decodeState, type TrainingState } from "./state.ts";

/** The longest stored state of a trajectory at a step or before it. */
export async function longestState(
  trajectory: NodeOf<"trajectory">,
  step: number,
  context: OpContext,
  initial: () => TrainingState,
): Promise<TrainingState> {
  const states = context.states(trajectory.key);
  const checkpoint = await states.checkpoint();
  const usable = checkpoint !== undefined && checkpoint.step <= step ? checkpoint : undefined;
  const points = (await states.points()).filter((stored) => stored.step <= step);
  for (const stored of points.toReversed()) {
    if (usable !== undefined && usable.step >= stored.step) break;
    const state = await stateOf(stored.key, context);
    if (state !== undefined) return state;
  }
  return usable === undefined ? initial() : decodeState(usable.bytes);
}

/** The state of a point, or undefined if it has been damaged meanwhile: training then goes on from an earlier one. */
async function stateOf(key: string, context: OpContext): Promise<TrainingState | undefined> {
  try {
    return decodeState(await context.read(await context.result(key), "state.safetensors"));
  } catch {
    return undefined;
  }
}

/** The state before the first step. */
export function initialState(context: OpContext, sae: TrajectoryParameters, activationDim: number): TrainingState {
  const { encoder, bias, decoder } = initialWeights(context.kernels(), sae, activationDim);
  const rows = (): Float32Array => new Float32Array(sae.dictSize * activationDim);
  const column = (): Float32Array => new Float32Array(sae.dictSize);
  return {
    step: 0,
    parameters: {
      encoder,
      encoderFirst: rows(),
      encoderSecond: rows(),
      bias,
      biasFirst: column(),
      biasSecond: column(),
      decoder,
      decoderFirst: rows(),
      decoderSecond: rows(),
    },
    lastActive: new Uint32Array(sae.dictSize),
    reference: decoder.slice(),
    history: [],
  };
}
