import { type Exported, ExportError, formatNames, formats } from "@goldilocks/export";
import { readTensors } from "@goldilocks/engine";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { npyFile } from "../src/npy.ts";

const DICT = 3;
const DIM = 2;

/** Of different sizes, so that a transpose that is missing or too many shows. */
const exported: Exported = {
  autoencoder: {
    dictSize: DICT,
    activationDim: DIM,
    activation: "relu",
    encoder: new Float32Array([1, 2, 3, 4, 5, 6]),
    bias: new Float32Array([0.5, -0.5, 0.25]),
    decoder: new Float32Array([1, 0, 0, 1, 0.6, 0.8]),
  },
  about: {
    experiment: "tiny",
    title: "A title with a “quotation”",
    cell: { "sae.l1Coefficient": 0.1 },
    repeat: 0,
    key: "ab",
    digest: "cd",
    settings: { sae: { dictSize: DICT, l1Coefficient: 0.1 }, seeds: { features: 0, data: 0, init: 7 } },
  },
};

const filesOf = (name: (typeof formatNames)[number]): Readonly<Record<string, Uint8Array>> =>
  formats[name].files(exported);
const jsonIn = (bytes: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** A `.npy` file read as its specification says, with nothing of the writer's. */
function readNpy(bytes: Uint8Array): { header: string; data: number[]; start: number } {
  const buffer = Buffer.from(bytes);
  expect([...buffer.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const start = 10 + buffer.readUInt16LE(8);
  const header = buffer.toString("latin1", 10, start);
  const data = Array.from({ length: (buffer.length - start) / 4 }, (_, i) => buffer.readFloatLE(start + 4 * i));
  return { header, data, start };
}

describe("every format", () => {
  test.each(formatNames)("%s writes no file but those it names, and the same bytes each time", (name) => {
    const files = filesOf(name);
    expect(Object.keys(files).toSorted()).toEqual(formats[name].fileNames.toSorted());
    expect(filesOf(name)).toEqual(files);
  });

  test.each(["saelens", "dictionary-learning"] as const)("%s refuses an activation that it has no form for", (name) => {
    const other = { ...exported.autoencoder, activation: "sine" as "relu" };
    const attempt = (): unknown => formats[name].files({ ...exported, autoencoder: other });
    expect(attempt).toThrow(ExportError);
    expect(attempt).toThrow(expect.objectContaining({ code: "EXPORT_UNSUPPORTED" }));
  });
});

describe("a .npy file", () => {
  test.each([
    [[4], "(4,)"],
    [[2, 2], "(2, 2)"],
    [[1, 4, 1], "(1, 4, 1)"],
  ])("of shape %j has a header of its specification and begins its data at a multiple of 64", (shape, written) => {
    const { header, data, start } = readNpy(npyFile({ shape, data: new Float32Array([1, -2, 0.5, 3e38]) }));
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(.*\), \} *\n$/u);
    expect(header).toContain(`'shape': ${written}, }`);
    expect(start % 64).toBe(0);
    expect(data).toEqual([1, -2, 0.5, Math.fround(3e38)]);
  });
});

describe("numpy", () => {
  test("is an archive of arrays, stored as they are, with one date for all time", () => {
    const bytes = filesOf("numpy")["sae.npz"] ?? new Uint8Array();
    const arrays = unzipSync(bytes);
    expect(Object.keys(arrays)).toEqual(["encoder.npy", "bias.npy", "decoder.npy"]);
    expect(readNpy(arrays["encoder.npy"] ?? new Uint8Array()).data).toEqual([1, 2, 3, 4, 5, 6]);
    const buffer = Buffer.from(bytes);
    // The local header of the first entry: signature, method 0, 12:00 on 1980-01-01 in MS-DOS's way.
    expect(buffer.readUInt32LE(0)).toBe(0x04034b50);
    expect(buffer.readUInt16LE(8)).toBe(0);
    expect([buffer.readUInt16LE(10), buffer.readUInt16LE(12)]).toEqual([12 << 11, (1 << 5) | 1]);
  });
});

describe("safetensors", () => {
  test("holds the arrays and, in its header, what they are", () => {
    const bytes = filesOf("safetensors")["sae.safetensors"] ?? new Uint8Array();
    const { encoder, bias, decoder } = readTensors(bytes);
    expect(encoder).toEqual({ shape: [DICT, DIM], data: exported.autoencoder.encoder });
    expect(bias).toEqual({ shape: [DICT], data: exported.autoencoder.bias });
    expect(decoder).toEqual({ shape: [DICT, DIM], data: exported.autoencoder.decoder });
    const length = Number(Buffer.from(bytes).readBigUInt64LE(0));
    const header = jsonIn(bytes.subarray(8, 8 + length)) as Record<string, Record<string, string>>;
    expect(JSON.parse(header["__metadata__"]?.["goldilocks"] ?? "")).toEqual(exported.about);
  });
});

describe("SAELens", () => {
  const files = filesOf("saelens");

  test("multiplies from the left, so that only the encoder is transposed, and wants a decoder bias", () => {
    const tensors = readTensors(files["sae_weights.safetensors"] ?? new Uint8Array());
    expect(tensors).toEqual({
      W_enc: { shape: [DIM, DICT], data: new Float32Array([1, 3, 5, 2, 4, 6]) },
      b_enc: { shape: [DICT], data: exported.autoencoder.bias },
      W_dec: { shape: [DICT, DIM], data: exported.autoencoder.decoder },
      b_dec: { shape: [DIM], data: new Float32Array(DIM) },
    });
  });

  test("is told the architecture, and keeps what the autoencoder is", () => {
    expect(jsonIn(files["cfg.json"])).toMatchObject({
      architecture: "standard",
      d_in: DIM,
      d_sae: DICT,
      dtype: "float32",
      normalize_activations: "none",
      metadata: { sae_lens_version: "6.0.0", goldilocks: exported.about },
    });
  });
});

describe("dictionary_learning", () => {
  test("has linear layers, whose weights are output by input", () => {
    const files = filesOf("dictionary-learning");
    expect(jsonIn(files["config.json"])).toEqual({
      trainer: { dict_class: "AutoEncoder", activation_dim: DIM, dict_size: DICT },
      goldilocks: exported.about,
    });
    const archive = unzipSync(files["ae.pt"] ?? new Uint8Array());
    const floats = (index: number): number[] => {
      const raw = Buffer.from(archive[`archive/data/${index}`] ?? []);
      return Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));
    };
    const weights = [[0, 0], [1, 2, 3, 4, 5, 6], [0.5, -0.5, 0.25], [1, 0, 0.6, 0, 1, 0.8].map(Math.fround)];
    expect([0, 1, 2, 3].map(floats)).toEqual(weights);
  });
});
