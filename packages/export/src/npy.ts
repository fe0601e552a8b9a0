import { encodeText } from "@goldilocks/engine";
import type { FloatArray } from "./arrays.ts";

const ALIGNMENT = 64;
/** Magic, version 1.0, and two bytes of header length. */
const PREFIX = 10;

/**
 * A float32 array as a `.npy` file: little-endian, rows one after the other, the data beginning at a multiple of 64 bytes.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, "Format Version 1.0"
 */
export function npyFile({ shape, data }: FloatArray): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((PREFIX + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${text.padEnd(start - PREFIX - 1)}\n`;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([0x93, ...encodeText("NUMPY"), 1, 0]);
  new DataView(bytes.buffer).setUint16(PREFIX - 2, header.length, true);
  bytes.set(encodeText(header), PREFIX);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
