import { type Address, Autoencoder, FormAutoencoder, isPlain, type Kernels, type ShardSize } from "@goldilocks/kernels";
import type { NodeOf } from "@goldilocks/plan";
import type { OpContext } from "../op.ts";
import { allocateRows } from "../samples.ts";
import { formOf } from "./form.ts";
import { shardElements } from "./shards.ts";
import { decodeState, type TrainingState } from "./state.ts";

/** A stored point with the nodes that say what it is. */
export interface StoredState {
  readonly trajectory: NodeOf<"trajectory">;
  readonly state: TrainingState;
}

/** The state of a point, out of the store. */
export async function storedState(pointKey: string, context: OpContext): Promise<StoredState> {
  const { inputs } = context.node(pointKey);
  const trajectory = context.node(inputs[0] ?? "") as NodeOf<"trajectory">;
  const bytes = await context.read(await context.result(pointKey), "state.safetensors");
  return { trajectory, state: decodeState(bytes) };
}

/** The dictionary of a state in the kernels' memory: unit rows `[dictSize, padded width]`, padded to full panels of eight. */
export function dictionaryOf(
  kernels: Kernels,
  { trajectory, state }: StoredState,
  activationDim: number,
): { readonly dictionary: Address; readonly elements: number; readonly rowBytes: number } {
  const { dictSize, unitNorm } = trajectory.parameters;
  const panels = Math.ceil(dictSize / 8);
  const rows = new Float32Array(panels * 8 * activationDim);
  rows.set(state.parameters.decoder);
  const dictionary = allocateRows(kernels, rows, activationDim, panels * 8);
  const rowBytes = Math.ceil(activationDim / 32) * 128;
  if (unitNorm === "through") {
    for (let j = 0; j < dictSize; j++) {
      kernels.run.normaliseRow(dictionary + j * rowBytes, dictionary + j * rowBytes, rowBytes);
    }
  }
  return { dictionary, elements: dictSize, rowBytes };
}

/** The shards of a state's autoencoder, ready to encode and decode batches of `batch` samples. */
export function autoencodersOf(
  kernels: Kernels,
  stored: StoredState,
  activationDim: number,
  batch: number,
): readonly Autoencoder[] {
  const { dictSize } = stored.trajectory.parameters;
  const form = formOf(stored.trajectory.parameters);
  const sizes = isPlain(form) ? shardElements(dictSize, activationDim) : [dictSize];
  const { encoder, bias } = stored.state.parameters;
  const all = dictionaryOf(kernels, stored, activationDim);
  let from = 0;
  return sizes.map((elements) => {
    const size = { elements, activationDim, batch };
    const shard = isPlain(form) ? new Autoencoder(kernels, size) : formed(kernels, size, stored);
    const rows = kernels.f32(shard.encoder, elements * shard.width);
    for (let j = 0; j < elements; j++) {
      rows.set(encoder.subarray((from + j) * activationDim, (from + j + 1) * activationDim), j * shard.width);
    }
    kernels.f32(shard.bias, elements).set(bias.subarray(from, from + elements));
    const dictionary = kernels.f32(all.dictionary + from * all.rowBytes, elements * shard.width);
    kernels.f32(shard.dictionary, elements * shard.width).set(dictionary);
    shard.pack();
    from += elements;
    return shard;
  });
}

/** An autoencoder of another form than the plain one, with what only such a form has. */
function formed(kernels: Kernels, size: ShardSize, { trajectory, state }: StoredState): FormAutoencoder {
  const autoencoder = new FormAutoencoder(kernels, size, formOf(trajectory.parameters));
  for (const name of ["decoderBias", "logThreshold", "magnitudeScale", "magnitudeBias"] as const) {
    const stored = state.parameters[name];
    if (stored !== undefined) kernels.f32(autoencoder[name], stored.length).set(stored);
  }
  autoencoder.threshold = state.threshold;
  return autoencoder;
}
