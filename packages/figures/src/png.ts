import { refuse } from "./figure-xml.ts";
import { beginsWith, fromLatin1, toUtf8 } from "./utf8.ts";

/** A chunk of a PNG file: four letters and its data. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** A chunk that was read; whether its bytes are as they were written is looked at only where that matters, since it takes long. */
export interface ReadChunk extends PngChunk {
  readonly isIntact: () => boolean;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Whether the bytes begin as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return beginsWith(bytes, SIGNATURE);
}

/** More than a picture of any size is cut into. */
const MOST_CHUNKS = 100_000;

/**
 * The chunks of a PNG file, one by one; a file cut short gives those that are whole.
 *
 * @throws {@link FiguresError} `FIGURES_METADATA` for more chunks than any picture has.
 */
export function* readChunks(bytes: Uint8Array): Generator<ReadChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE.length;
  for (let count = 0; at + 12 <= bytes.length; count++) {
    if (count >= MOST_CHUNKS) refuse(`it has more than ${MOST_CHUNKS} chunks`);
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return;
    const [start, end] = [at + 4, at + 8 + length];
    const isIntact = (): boolean => crc32(bytes.subarray(start, end)) === view.getUint32(end);
    yield { type: fromLatin1(bytes.subarray(start, start + 4)), data: bytes.subarray(start + 4, end), isIntact };
    at = end + 4;
  }
}

/** A PNG file of those chunks. */
export function writeChunks(chunks: readonly PngChunk[]): Uint8Array {
  return joinBytes([SIGNATURE, ...chunks.map(chunkBytes)]);
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
