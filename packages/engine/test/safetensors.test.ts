import { readFileSync } from "node:fs";
import { EngineError, readTensors, type Tensor, writeTensors } from "@goldilocks/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const bits = { noDefaultInfinity: false, noNaN: false };
const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const filled = <T>(values: fc.Arbitrary<T>, make: (numbers: T[]) => Tensor["data"]): fc.Arbitrary<Tensor> =>
  shapes.chain((shape) =>
    fc
      .array(values, { minLength: count(shape), maxLength: count(shape) })
      .map((numbers) => ({ shape, data: make(numbers) })),
  );
const tensors = fc.dictionary(
  fc.stringMatching(/^[a-zA-Z][\w.é-]{0,8}$/u),
  fc.oneof(
    filled(fc.float(bits), (numbers) => Float32Array.from(numbers)),
    filled(fc.double(bits), (numbers) => Float64Array.from(numbers)),
    filled(fc.nat(65_535), (numbers) => Uint16Array.from(numbers)),
    filled(fc.nat(2 ** 32 - 1), (numbers) => Uint32Array.from(numbers)),
  ),
  { maxKeys: 5, noNullPrototype: true },
);

/** Header and data of safetensors bytes, read as the published format says and in no other way. */
function layoutOf(bytes: Uint8Array): { header: Record<string, Entry>; data: Uint8Array; headerLength: number } {
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + headerLength));
  return { header: JSON.parse(text) as Record<string, Entry>, data: bytes.subarray(8 + headerLength), headerLength };
}
const none: Entry = { dtype: "", shape: [], data_offsets: [0, 0] };
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

describe("arrays as bytes", () => {
  test("come back as they were, whatever buffer they are read from", () => {
    fc.assert(
      fc.property(tensors, fc.nat(9), (given, shift) => {
        const bytes = writeTensors(given);
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        expect(readTensors(bytes)).toEqual(given);
        expect(readTensors(moved.subarray(shift))).toEqual(given);
        expect(readTensors(Buffer.from(bytes))).toEqual(given);
      }),
    );
  });

  test("are the same in whatever order they are given", () => {
    fc.assert(
      fc.property(tensors, (given) => {
        const reversed = Object.fromEntries(Object.entries(given).toReversed());
        expect(writeTensors(reversed)).toEqual(writeTensors(given));
      }),
    );
  });

  test("have the layout of the published format: no gaps, aligned data, a padded JSON header", () => {
    fc.assert(
      fc.property(tensors, (given) => {
        const { header, data, headerLength } = layoutOf(writeTensors(given));
        expect(headerLength % 8).toBe(0);
        expect(Object.keys(header).toSorted()).toEqual(Object.keys(given).toSorted());
        let end = 0;
        for (const [, entry] of Object.entries(header).toSorted(
          ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
        )) {
          expect(entry.data_offsets[0]).toBe(end);
          [, end] = entry.data_offsets;
        }
        expect(data.length).toBe(end);
        for (const [name, { shape, data: numbers }] of Object.entries(given)) {
          const {
            dtype,
            data_offsets: [from, to],
            shape: written,
          } = header[name] ?? none;
          const width = { F64: 8, F32: 4, U32: 4, U16: 2 }[dtype] ?? 0;
          expect([written, to - from, from % width]).toEqual([shape, numbers.length * width, 0]);
          const view = new DataView(data.buffer, data.byteOffset + from, to - from);
          for (const [i, number] of numbers.entries()) {
            const read = {
              F64: () => view.getFloat64(i * 8, true),
              F32: () => view.getFloat32(i * 4, true),
              U32: () => view.getUint32(i * 4, true),
              U16: () => view.getUint16(i * 2, true),
            }[dtype];
            expect(read?.()).toBe(number);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test("have exactly these bytes", () => {
    const bytes = writeTensors({
      b: { shape: [1, 2], data: Float32Array.of(1, -2) },
      a: { shape: [1], data: Uint16Array.of(7) },
    });
    const header =
      '{"a":{"data_offsets":[8,10],"dtype":"U16","shape":[1]},"b":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}}';
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + header.length))).toBe(header);
    expect([...bytes.subarray(-10)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 7, 0]);
  });

  test("made by another program are read, and its metadata left aside", () => {
    const url = new URL("../../../tests/reference/trajectory-100.safetensors", import.meta.url);
    expect(Object.keys(readTensors(readFileSync(url))).length).toBe(16);
    const header = JSON.stringify({
      __metadata__: { by: "hand" },
      x: { dtype: "U16", shape: [2], data_offsets: [0, 4] },
    });
    expect(readTensors(withHeader(header, [1, 0, 2, 0]))).toEqual({ x: { shape: [2], data: Uint16Array.of(1, 2) } });
  });
});

function withHeader(header: string, data: readonly number[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** The code of the error that reading these bytes throws. */
function codeOf(bytes: Uint8Array): string | undefined {
  try {
    readTensors(bytes);
  } catch (error) {
    return error instanceof EngineError ? error.code : String(error);
  }
  return undefined;
}

const entry = (changes: object): string =>
  JSON.stringify({ x: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...changes } });
const eight = [0, 0, 0, 0, 0, 0, 0, 0];

describe("bytes that are no arrays", () => {
  test("are an error, at random", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(codeOf(bytes)).toBe("ENGINE_BAD_ARRAYS");
      }),
    );
  });

  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a header longer than the file", withHeader(entry({}), eight).subarray(0, 20)],
    ["a header length beyond 2^32", Uint8Array.from([2, 0, 0, 0, 1, 0, 0, 0, 0x7b, 0x7d])],
    ["a header that is a number", withHeader("5", [])],
    ["a header that is a list", withHeader("[]", [])],
    ["a header that is null", withHeader("null", [])],
    ["an entry that is null", withHeader('{"x":null}', [])],
    ["an unknown type", withHeader(entry({ dtype: "BF16" }), eight)],
    ["a type named like a property of every object", withHeader(entry({ dtype: "constructor" }), eight)],
    ["data cut short", withHeader(entry({}), eight.slice(1))],
    ["a shape larger than the data", withHeader(entry({ shape: [3] }), eight)],
    ["a shape smaller than the data", withHeader(entry({ shape: [1] }), eight)],
    ["a negative shape", withHeader(entry({ shape: [-2, -1] }), eight)],
    ["a fraction in the shape", withHeader(entry({ shape: [0.5, 4] }), eight)],
    ["offsets that run backwards", withHeader(entry({ shape: [0], data_offsets: [8, 8.5] }), eight)],
    ["an offset before the data", withHeader(entry({ data_offsets: [-8, 0] }), eight)],
  ])("are an error: %s", (_, bytes) => {
    expect(codeOf(bytes)).toBe("ENGINE_BAD_ARRAYS");
  });

  test("are an error wherever an array is cut off", () => {
    const bytes = writeTensors({ x: { shape: [3], data: Float64Array.of(1, 2, 3) } });
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(bytes.subarray(0, length))).toBe("ENGINE_BAD_ARRAYS");
  });
});
