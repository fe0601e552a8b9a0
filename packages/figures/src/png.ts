import { fromUtf8, toUtf8 } from "./utf8.ts";

/** A chunk of a PNG file: four letters and its data. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether the bytes begin as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** The chunks of a PNG file; a file cut short gives those that are whole. */
export function readChunks(bytes: Uint8Array): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) break;
    chunks.push({
      type: fromUtf8(bytes.subarray(at + 4, at + 8)),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** A PNG file of those chunks. */
export function writeChunks(chunks: readonly PngChunk[]): Uint8Array {
  return joinBytes([Uint8Array.from(SIGNATURE), ...chunks.map(chunkBytes)]);
}

function chunkBytes({ type, data }: PngChunk): Uint8Array {
  const body = joinBytes([toUtf8(type), data]);
  return joinBytes([uint32(data.length), body, uint32(crc32(body))]);
}

/** An uncompressed iTXt chunk (PNG specification, 11.3.3.4): keyword, no language, UTF-8 text. */
export function textChunk(keyword: string, text: string): PngChunk {
  return { type: "iTXt", data: joinBytes([toUtf8(`${keyword}\0\0\0\0\0`), toUtf8(text)]) };
}

/** A pHYs chunk (PNG specification, 11.3.4.3): as many pixels a metre each way as that is an inch. */
export function densityChunk(dpi: number): PngChunk {
  const perMetre = uint32(Math.round(dpi / 0.0254));
  return { type: "pHYs", data: joinBytes([perMetre, perMetre, Uint8Array.of(1)]) };
}

/** The text of the iTXt chunk of that keyword, or undefined. */
export function textOf(chunks: readonly PngChunk[], keyword: string): string | undefined {
  const head = toUtf8(`${keyword}\0\0\0\0\0`);
  const found = chunks.find(({ type, data }) => type === "iTXt" && head.every((byte, index) => data[index] === byte));
  return found === undefined ? undefined : fromUtf8(found.data.subarray(head.length));
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** CRC-32 as in ISO 3309, the one PNG uses. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
