import { canonicalJson } from "@goldilocks/digest";
import { EngineError } from "./error.ts";
import { decodeText, encodeText } from "./text-encoding.ts";

/** Arrays by name, as the safetensors format knows them. */
export type ArrayOf = Float32Array | Float64Array | Uint16Array | Uint32Array;

/** An array with its shape; the product of `shape` is its length. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: ArrayOf;
}

const TYPES = {
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  U16: Uint16Array,
} as const;

/** What was damaged is found before: bytes that are intact and still no arrays were written by something else. */
const FOREIGN = "another program wrote to the store: choose a store of your own with GOLDILOCKS_STORE";

const SPACE = 0x20;

type TypeName = keyof typeof TYPES;

function typeOf(data: ArrayOf): TypeName {
  for (const [name, type] of Object.entries(TYPES)) if (data instanceof type) return name as TypeName;
  throw new TypeError("not a typed array of this format");
}

/**
 * Named arrays as safetensors bytes, little-endian: 8 bytes of header length, header, data. The same arrays give the same bytes:
 * data lies widest type first, then by name, and the header is canonical JSON padded with spaces to 8 bytes.
 *
 * @param metadata - Texts by name that the header carries; no tensor may be called `__metadata__`.
 * @see https://github.com/huggingface/safetensors, "Format"
 */
export function writeTensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const names = Object.keys(tensors).toSorted((a, b) => width(tensors, b) - width(tensors, a) || (a < b ? -1 : 1));
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: number[] }> = {};
  let end = 0;
  for (const name of names) {
    const { data, shape } = tensors[name] as Tensor;
    header[name] = { dtype: typeOf(data), shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = encodeText(canonicalJson(metadata === undefined ? header : { ...header, __metadata__: metadata }));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(SPACE);
  padded.set(text);
  const bytes = new Uint8Array(8 + padded.length + end);
  new DataView(bytes.buffer).setUint32(0, padded.length, true);
  bytes.set(padded, 8);
  for (const name of names) {
    const { data } = tensors[name] as Tensor;
    const at = 8 + padded.length + (header[name]?.data_offsets[0] ?? 0);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
  }
  return bytes;
}

const width = (tensors: Readonly<Record<string, Tensor>>, name: string): number =>
  tensors[name]?.data.BYTES_PER_ELEMENT ?? 0;

/**
 * The arrays of safetensors bytes, copied out.
 *
 * @throws {@link EngineError} `ENGINE_BAD_ARRAYS` if the bytes are not in that format or a type is unknown.
 */
export function readTensors(bytes: Uint8Array): Record<string, Tensor> {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 8 + Number(view.getBigUint64(0, true));
    const header = JSON.parse(decodeText(bytes.subarray(8, start))) as Record<string, HeaderEntry>;
    if (start > bytes.length || typeof header !== "object" || Array.isArray(header))
      throw new RangeError("there is no header");
    const tensors: Record<string, Tensor> = {};
    for (const [name, entry] of Object.entries(header)) {
      if (name !== "__metadata__") tensors[name] = readTensor(bytes, start, entry);
    }
    return tensors;
  } catch (cause) {
    const message = "these bytes are no arrays in safetensors format";
    throw new EngineError({ code: "ENGINE_BAD_ARRAYS", message, hint: FOREIGN }, { cause });
  }
}

interface HeaderEntry {
  readonly dtype: TypeName;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function readTensor(bytes: Uint8Array, start: number, { dtype, shape, data_offsets: [from, to] }: HeaderEntry): Tensor {
  const type = TYPES[dtype];
  const sizes = [from, to, ...shape];
  const counted = length(shape) * type.BYTES_PER_ELEMENT === to - from && start + to <= bytes.length;
  if (!counted || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new RangeError(`shape [${shape.join(", ")}] does not fit bytes ${from} to ${to}`);
  }
  const copy = new Uint8Array(to - from); // a slice() of Node's Buffer would share its memory
  copy.set(bytes.subarray(start + from, start + to));
  return { shape, data: new type(copy.buffer) };
}

const length = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A tensor of that name, float32. */
export function float32Of(tensors: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = tensors[name]?.data;
  if (data instanceof Float32Array) return data;
  throw missing(name);
}

/** A tensor of that name, uint32 (widened from uint16 where stored so). */
export function uint32Of(tensors: Readonly<Record<string, Tensor>>, name: string): Uint32Array {
  const data = tensors[name]?.data;
  if (data instanceof Uint32Array) return data;
  if (data instanceof Uint16Array) return Uint32Array.from(data);
  throw missing(name);
}

/** A tensor of that name, float64. */
export function float64Of(tensors: Readonly<Record<string, Tensor>>, name: string): Float64Array {
  const data = tensors[name]?.data;
  if (data instanceof Float64Array) return data;
  throw missing(name);
}

/** A tensor of that name, of any type. */
export function numbersOf(tensors: Readonly<Record<string, Tensor>>, name: string): ArrayOf {
  const data = tensors[name]?.data;
  if (data !== undefined) return data;
  throw missing(name);
}

function missing(name: string): EngineError {
  return new EngineError({
    code: "ENGINE_BAD_ARRAYS",
    message: `no array "${name}" of the expected type`,
    hint: FOREIGN,
  });
}
