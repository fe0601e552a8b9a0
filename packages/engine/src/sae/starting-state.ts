import type { Kernels } from "@goldilocks/kernels";
import type { NodeOf, PointParameters, TrajectoryParameters } from "@goldilocks/plan";
import type { OpContext } from "../op.ts";
import { initialWeights } from "./initial-weights.ts";
import { stepOfConvergence } from "./standing-still.ts";
import { decodeState, type StateParameters, type TrainingState } from "./state.ts";

/**
 * The longest stored state that a training to a point can go on from; undefined if there is none. Under `until: converged` a state from
 * beyond the point's end cannot be gone on from, and its history tells where that end is.
 */
export async function longestState(
  { key, parameters: sae }: NodeOf<"trajectory">,
  { step, until }: PointParameters,
  context: OpContext,
): Promise<TrainingState | undefined> {
  const states = context.states(key);
  const checkpoint = await states.checkpoint();
  const stored: Stored[] = (await states.points()).map((point) => ({
    step: point.step,
    read: stateOf(point.key, context),
  }));
  if (checkpoint !== undefined) stored.push({ step: checkpoint.step, read: async () => decodeState(checkpoint.bytes) });
  let end = step;
  for (const { step: at, read } of stored.toSorted((a, b) => b.step - a.step)) {
    const state = at <= end ? await read() : undefined;
    if (state === undefined) continue;
    if (until === "converged") end = Math.min(end, stepOfConvergence(state.history, sae) ?? end);
    if (at <= end) return state;
  }
  return undefined;
}

/** A stored state, which may turn out to be damaged. */
interface Stored {
  readonly step: number;
  readonly read: () => Promise<TrainingState | undefined>;
}

/** The state of a point, or undefined if it has been damaged meanwhile: training then goes on from an earlier one. */
const stateOf =
  (key: string, context: OpContext): Stored["read"] =>
  async () => {
    try {
      return decodeState(await context.read(await context.result(key), "state.safetensors"));
    } catch {
      return undefined;
    }
  };

/** The state before the first step. */
export function initialState(context: OpContext, sae: TrajectoryParameters, activationDim: number): TrainingState {
  const kernels = context.kernels();
  const { encoder, bias, decoder } = initialWeights(kernels, sae, activationDim);
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
      ...formStart(kernels, sae, bias),
    },
    lastActive: new Uint32Array(sae.dictSize),
    reference: decoder.slice(),
    history: [],
  };
}

/**
 * What single forms start from, where that is not 0: JumpReLU's thresholds, and a gated encoder's magnitudes, whose bias is the gate's, so
 * that it starts as the ReLU's codes.
 */
function formStart(kernels: Kernels, { activation, dictSize }: TrajectoryParameters, bias: Float32Array): FormStart {
  if (activation.kind === "gated") return { magnitudeBias: bias.slice() };
  if (activation.kind !== "jumprelu") return {};
  return { logThreshold: new Float32Array(dictSize).fill(kernels.run.logarithm(activation.initialThreshold)) };
}

type FormStart = Pick<StateParameters, "logThreshold" | "magnitudeBias">;
