import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { torchFile } from "../src/torch-file.ts";

interface Case {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly dtypes: Readonly<Record<string, string>>;
  readonly pickle: string;
  readonly byteorder: string;
  readonly version: string;
}

const reference = new URL("../../../tests/reference/torch-file.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(reference, "utf8")) as { readonly cases: readonly Case[] };
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

describe("a state dictionary", () => {
  test.each(cases.map((one, index) => [index, one] as const))(
    "is pickled byte for byte as torch.save does it (case %i)",
    (_, { shapes, dtypes, ...expected }) => {
      const state = Object.entries(shapes).map(([name, shape]) => {
        const count = shape.reduce((product, size) => product * size, 1);
        return [name, { shape, data: dtypes[name] === "int32" ? new Int32Array(count) : new Float32Array(count) }];
      });
      const files = unzipSync(torchFile(Object.fromEntries(state)));
      expect(Buffer.from(files["archive/data.pkl"] ?? []).toString("base64")).toBe(expected.pickle);
      expect(text(files["archive/byteorder"])).toBe(expected.byteorder);
      expect(text(files["archive/version"])).toBe(expected.version);
    },
  );

  test("holds the numbers of each tensor, little-endian, in the order of the names", () => {
    const first = new Float32Array([1, -2.5, 3]);
    const inside = new Float32Array([9, 0.1, 7, 9]).subarray(1, 3);
    const files = unzipSync(torchFile({ a: { shape: [3], data: first }, b: { shape: [1, 2], data: inside } }));
    expect(Object.keys(files)).toEqual([
      "archive/data.pkl",
      "archive/byteorder",
      "archive/data/0",
      "archive/data/1",
      "archive/version",
    ]);
    const number = (name: string, index: number): number => Buffer.from(files[name] ?? []).readFloatLE(index * 4);
    expect([0, 1, 2].map((index) => number("archive/data/0", index))).toEqual([1, -2.5, 3]);
    expect([0, 1].map((index) => number("archive/data/1", index))).toEqual([Math.fround(0.1), 7]);
  });
});
