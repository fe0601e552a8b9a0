import { encodeText } from "@goldilocks/engine";
import { type Picklable, pickle } from "./pickle.ts";
import { zipStored } from "./zip.ts";

/** A tensor of a state dictionary: float32, or int32 as PyTorch keeps counts. Without sizes it is a single number. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

const call = (module: string, name: string, ...on: readonly Picklable[]): Picklable => ({
  call: { global: [module, name] },
  on: { tuple: on },
});

/** A tensor as `torch.save` describes it; its numbers lie in the archive under `data/<number>`. */
function described({ shape, data }: StateTensor, number: number): Picklable {
  const storage: Picklable = { global: ["torch", data instanceof Float32Array ? "FloatStorage" : "IntStorage"] };
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  return call(
    "torch._utils",
    "_rebuild_tensor_v2",
    { persistent: { tuple: ["storage", storage, String(number), "cpu", data.length] } },
    0,
    { tuple: shape },
    { tuple: strides },
    false,
    call("collections", "OrderedDict"),
  );
}

/**
 * A state dictionary as a file that `torch.load` reads, also with `weights_only=True`: a zip archive of a pickle and raw numbers.
 *
 * @see https://github.com/pytorch/pytorch/blob/main/torch/serialization.py, `_save`
 */
export function torchFile(state: Readonly<Record<string, StateTensor>>): Uint8Array {
  const tensors = Object.entries(state);
  const dict = tensors.map(([name, tensor], number): [string, Picklable] => [name, described(tensor, number)]);
  const numbers = tensors.map(([, { data }], number): [string, Uint8Array] => [
    `archive/data/${number}`,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
  return zipStored({
    "archive/data.pkl": pickle({ dict }),
    "archive/byteorder": encodeText("little"),
    ...Object.fromEntries(numbers),
    "archive/version": encodeText("3\n"),
  });
}
