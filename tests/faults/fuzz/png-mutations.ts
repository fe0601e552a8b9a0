import { crc32 as crc, deflateSync } from "node:zlib";
import type { FigureMetadata } from "@goldilocks/figures/text";
import { joined, mutateBytes } from "./byte-mutations.ts";
import type { Random } from "./random.ts";
import { mutateMetadata } from "./svg-mutations.ts";

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** What it says its length is; by default what it is. */
  readonly length?: number;
  readonly crc?: number;
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

function chunksOf(png: Uint8Array): Chunk[] {
  const view = Buffer.from(png);
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= view.length;) {
    const length = view.readUInt32BE(at);
    chunks.push({ type: view.toString("latin1", at + 4, at + 8), data: view.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function bytesOf({ type, data, length = data.length, crc: sum }: Chunk): Uint8Array {
  const body = joined(Buffer.from(type, "latin1"), data);
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(length);
  tail.writeUInt32BE(sum ?? crc(body));
  return joined(head, body, tail);
}

const pngOf = (chunks: readonly Chunk[]): Uint8Array => joined(SIGNATURE, ...chunks.map(bytesOf));

const itxt = (keyword: string, text: string, packed = false): Chunk => ({
  type: "iTXt",
  data: joined(
    Buffer.from(`${keyword}\0${packed ? "\u0001" : "\0"}\0\0\0`, "latin1"),
    packed ? deflateSync(text) : Buffer.from(text),
  ),
});

const isText = ({ type, data }: Chunk): boolean =>
  type === "iTXt" && Buffer.from(data).toString("latin1", 0, 10) === "goldilocks";

const metadataChunks = ({ key, spec, partial }: FigureMetadata, packed: boolean): readonly Chunk[] => [
  itxt("goldilocks:key", key, packed),
  itxt("goldilocks:spec", spec, packed),
  ...(partial === undefined ? [] : [itxt("goldilocks:partial", partial, packed)]),
];

const withMetadata = (chunks: readonly Chunk[], metadata: FigureMetadata, packed = false): Uint8Array => {
  const [head, ...rest] = chunks.filter((chunk) => !isText(chunk));
  return pngOf([...(head === undefined ? [] : [head]), ...metadataChunks(metadata, packed), ...rest]);
};

/** A PNG figure with one change: of its metadata, of a chunk, or of any byte. */
export function mutatePng(random: Random, png: Uint8Array, metadata: FigureMetadata): Uint8Array {
  const chunks = chunksOf(png);
  const at = random.below(chunks.length);
  const chunk = chunks[at] ?? itxt("x", "y");
  const put = (...others: readonly Chunk[]): Uint8Array => pngOf(chunks.toSpliced(at, 1, ...others));
  return random.weighted<() => Uint8Array>([
    [6, () => withMetadata(chunks, mutateMetadata(random, metadata), random.chance(0.1))],
    [1, () => withMetadata(chunks, metadata, true)],
    [1, () => put(...metadataChunks(mutateMetadata(random, metadata), false), chunk)],
    [
      2,
      () =>
        put({
          ...chunk,
          length: random.pick([
            0,
            1,
            0x7fffffff,
            0x80000000,
            0xffffffff,
            chunk.data.length + 1,
            (chunk.data.length - 1) >>> 0,
          ]),
        }),
    ],
    [1, () => put({ ...chunk, crc: random.below(2 ** 32) })],
    [1, () => put({ ...chunk, type: random.pick(["iTXt", "tEXt", "zTXt", "IEND", "aaaa", "\0\0\0\0", "ÿÿÿÿ"]) })],
    [1, () => put()],
    [1, () => put(chunk, chunk)],
    [
      1,
      () =>
        put(
          {
            type: "iTXt",
            data: Buffer.from(
              random.pick(["", "goldilocks:spec", "goldilocks:spec\0", "goldilocks:spec\0\u0001\0\0\0x", "\0\0\0\0\0"]),
              "latin1",
            ),
          },
          chunk,
        ),
    ],
    [0.3, () => put(...Array.from({ length: 20_000 }, () => ({ type: "aaaa", data: new Uint8Array() })))],
    [
      0.3,
      () =>
        put({
          type: "zTXt",
          data: joined(Buffer.from("goldilocks:spec\0\0"), deflateSync(new Uint8Array(20_000_000))),
        }),
    ],
    [3, () => mutateBytes(random, png)],
  ])();
}
