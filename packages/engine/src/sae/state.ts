import type { Json } from "@goldilocks/digest";
import { FORM_PARAMETERS, type FormParameterName, PARAMETERS, type ParameterName } from "@goldilocks/kernels";
import { type ArrayOf, float32Of, readTensors, type Tensor, uint32Of, writeTensors } from "../safetensors.ts";
import type { HistoryEntry } from "./history.ts";
import type { Resampled } from "./resample.ts";
import { decodeText, encodeText } from "../text-encoding.ts";

/** Arrays by name; those of a form only where the autoencoder has that form. */
export type StateParameters = Readonly<Record<ParameterName, Float32Array>> & {
  readonly [K in FormParameterName]?: Float32Array | undefined;
};

/**
 * All that training needs to go on: parameters and moments `[dictSize, activationDim]` or `[dictSize]`, the step at which each
 * element was last active, the dictionary at the last step 1, 2, 5 × 10^k (`reference`), and the history so far. `threshold`: of batch
 * top-k, the running mean of each batch's smallest code.
 */
export interface TrainingState {
  readonly step: number;
  readonly parameters: StateParameters;
  readonly lastActive: Uint32Array;
  readonly reference: Float32Array;
  readonly history: readonly HistoryEntry[];
  /** How many elements were resampled at which steps; absent where none ever are. */
  readonly resampled?: readonly Resampled[];
  readonly threshold?: number;
}

/** A state as safetensors bytes; the step and the history travel as text in a tensor of bytes' codes. */
export function encodeState(state: TrainingState, dictSize: number, activationDim: number): Uint8Array {
  const rows = (data: ArrayOf): Tensor => ({ shape: [dictSize, activationDim], data });
  const column = (data: ArrayOf): Tensor => ({ shape: [dictSize], data });
  const { step, history, resampled, threshold } = state;
  const about = encodeText(JSON.stringify({ step, history, resampled, threshold }));
  const tensors: Record<string, Tensor> = {
    lastActive: column(state.lastActive),
    reference: rows(state.reference),
    about: { shape: [about.length], data: Uint16Array.from(about) },
  };
  for (const name of PARAMETERS) {
    tensors[name] = (name.startsWith("bias") ? column : rows)(state.parameters[name]);
  }
  for (const name of FORM_PARAMETERS) {
    const data = state.parameters[name];
    if (data !== undefined) tensors[name] = { shape: [data.length], data };
  }
  return writeTensors(tensors);
}

/** The state that {@link encodeState} wrote. @throws `ENGINE_BAD_ARRAYS` */
export function decodeState(bytes: Uint8Array): TrainingState {
  const tensors = readTensors(bytes);
  const text = decodeText(Uint8Array.from(uint32Of(tensors, "about")));
  const about = JSON.parse(text) as Pick<TrainingState, "step" | "history" | "resampled" | "threshold">;
  const names = [...PARAMETERS, ...FORM_PARAMETERS.filter((name) => name in tensors)];
  const parameters = Object.fromEntries(names.map((name) => [name, float32Of(tensors, name)]));
  return {
    ...about,
    parameters: parameters as StateParameters,
    lastActive: uint32Of(tensors, "lastActive"),
    reference: float32Of(tensors, "reference"),
  };
}

/** A history as plain JSON. */
export const historyJson = (history: readonly HistoryEntry[]): Json => history.map((entry) => ({ ...entry }));
