import { type Exported, ExportError, type FormatName, formatNames, formats } from "@goldilocks/export";
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
    activation: { kind: "relu" },
    encoder: new Float32Array([1, 2, 3, 4, 5, 6]),
    bias: new Float32Array([0.5, -0.5, 0.25]),
    decoder: new Float32Array([1, 0, 0, 1, 0.6, 0.8]),
    centred: false,
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

type Change = Partial<Exported["autoencoder"]>;

const filesOf = (name: FormatName, change: Change = {}): Readonly<Record<string, Uint8Array>> =>
  formats[name].files({ ...exported, autoencoder: { ...exported.autoencoder, ...change } });
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
    const other = { ...exported.autoencoder, activation: { kind: "sine" } as unknown as { kind: "relu" } };
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
    [[], "()"],
  ])("of shape %j has a header of its specification and begins its data at a multiple of 64", (shape, written) => {
    const values = [1, -2, 0.5, Math.fround(3e38)].slice(0, shape.length === 0 ? 1 : 4);
    const { header, data, start } = readNpy(npyFile({ shape, data: Float32Array.from(values) }));
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(.*\), \} *\n$/u);
    expect(header).toContain(`'shape': ${written}, }`);
    expect(start % 64).toBe(0);
    expect(data).toEqual(values);
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

describe("plain arrays", () => {
  test("have the bias of the decoder and the threshold where the autoencoder has", () => {
    const activation = { kind: "batchtopk", k: 2, threshold: 0.75 } as const;
    const files = filesOf("safetensors", { activation, decoderBias: new Float32Array([7, 8]), centred: true });
    const { decoderBias, threshold } = readTensors(files["sae.safetensors"] ?? new Uint8Array());
    expect(decoderBias).toEqual({ shape: [DIM], data: new Float32Array([7, 8]) });
    expect(threshold).toEqual({ shape: [], data: new Float32Array([0.75]) });
    const [logScale, magnitudeBias] = [new Float32Array([1, 2, 3]), new Float32Array([4, 5, 6])];
    const gated = filesOf("safetensors", { activation: { kind: "gated", logScale, magnitudeBias } });
    expect(readTensors(gated["sae.safetensors"] ?? new Uint8Array())).toMatchObject({
      logScale: { shape: [DICT], data: logScale },
      magnitudeBias: { shape: [DICT], data: magnitudeBias },
    });
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

  const cfgOf = (change: Change): unknown => jsonIn(filesOf("saelens", change)["cfg.json"]);
  const tensorsOf = (change: Change): ReturnType<typeof readTensors> =>
    readTensors(filesOf("saelens", change)["sae_weights.safetensors"] ?? new Uint8Array());

  test("has an architecture for each activation, and a threshold of every element for batch top-k", () => {
    const topk = { activation: { kind: "topk", k: 2 } } as const;
    expect(cfgOf(topk)).toMatchObject({ architecture: "topk", k: 2, rescale_acts_by_decoder_norm: false });
    expect(tensorsOf(topk)).not.toHaveProperty("threshold");
    const batchtopk = { activation: { kind: "batchtopk", k: 2, threshold: 0.75 } } as const;
    expect(cfgOf(batchtopk)).toMatchObject({ architecture: "jumprelu" });
    expect(tensorsOf(batchtopk)["threshold"]).toEqual({ shape: [DICT], data: new Float32Array([0.75, 0.75, 0.75]) });
    const thresholds = new Float32Array([0.25, 0.5, 1]);
    const jumprelu = { activation: { kind: "jumprelu", thresholds } } as const;
    expect(cfgOf(jumprelu)).toMatchObject({ architecture: "jumprelu" });
    expect(tensorsOf(jumprelu)["threshold"]).toEqual({ shape: [DICT], data: thresholds });
  });

  test("takes the decoder's bias from the input only where training did", () => {
    const decoderBias = new Float32Array([7, 8]);
    for (const centred of [false, true]) {
      expect(cfgOf({ decoderBias, centred })).toMatchObject({ apply_b_dec_to_input: centred });
      expect(tensorsOf({ decoderBias, centred })["b_dec"]).toEqual({ shape: [DIM], data: decoderBias });
    }
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

/** The numbers of each tensor, in order, and the configuration of the trainer. */
function readState(change: Change = {}): { numbers: number[][]; trainer: unknown; about: unknown } {
  const files = filesOf("dictionary-learning", change);
  const archive = unzipSync(files["ae.pt"] ?? new Uint8Array());
  const names = Object.keys(archive).filter((name) => name.startsWith("archive/data/"));
  const numbers = names.map((name) => {
    const raw = Buffer.from(archive[name] ?? []);
    return Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));
  });
  const config = jsonIn(files["config.json"]) as { readonly trainer: unknown; readonly goldilocks: unknown };
  return { numbers, trainer: config.trainer, about: config.goldilocks };
}

/** The bits of a float32 as a whole number. */
const asWhole = (value: number): number => Buffer.from(Float32Array.of(value).buffer).readInt32LE(0);

describe("dictionary_learning", () => {
  const weight = [1, 2, 3, 4, 5, 6];
  const decoder = [1, 0, 0.6, 0, 1, 0.8].map(Math.fround);

  test("has linear layers, whose weights are output by input", () => {
    const { numbers, trainer, about } = readState();
    expect(numbers).toEqual([[0, 0], weight, [0.5, -0.5, 0.25], decoder]);
    expect(trainer).toEqual({ dict_class: "AutoEncoder", activation_dim: DIM, dict_size: DICT });
    expect(about).toEqual(exported.about);
  });

  test("keeps k, and the threshold of batch top-k, beside the weights", () => {
    const topk = readState({ activation: { kind: "topk", k: 2 } });
    expect(topk.trainer).toMatchObject({ dict_class: "AutoEncoderTopK", k: 2 });
    expect(topk.numbers.slice(1)).toEqual([[-1], [0, 0], weight, [0.5, -0.5, 0.25], decoder]);
    expect(asWhole(topk.numbers[0]?.[0] ?? 0)).toBe(2);
    const batchtopk = readState({ activation: { kind: "batchtopk", k: 2, threshold: 0.75 } });
    expect(batchtopk.trainer).toMatchObject({ dict_class: "BatchTopKSAE", k: 2 });
    expect(batchtopk.numbers[1]).toEqual([0.75]);
  });

  test("takes the decoder's bias from the input always, so that the encoder's makes up for it where training did not", () => {
    const decoderBias = new Float32Array([10, 1]);
    expect(readState({ decoderBias, centred: true }).numbers[2]).toEqual([0.5, -0.5, 0.25]);
    const { numbers } = readState({ decoderBias, centred: false });
    expect(numbers[0]).toEqual([10, 1]);
    expect(numbers[2]).toEqual([12.5, 33.5, 56.25]);
  });
});
