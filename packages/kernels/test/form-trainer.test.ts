import { type Form, FormTrainer, type Kernels, PLAIN_FORM, Trainer } from "@goldilocks/kernels";
import fc from "fast-check";
import { expect, test } from "vitest";
import { uniform } from "./formula.ts";
import { loadKernels } from "./load-kernels.ts";

const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

interface Case {
  readonly elements: number;
  readonly activationDim: number;
  readonly batch: number;
  readonly unitNorm: "project" | "through";
}

const cases = fc.record({
  elements: fc.integer({ min: 1, max: 70 }),
  activationDim: fc.integer({ min: 1, max: 70 }),
  batch: fc.integer({ min: 1, max: 13 }),
  unitNorm: fc.constantFrom<"project" | "through">("project", "through"),
});

function fill(memory: Float32Array, width: number, used: number, stream: number): void {
  for (let k = 0; k < memory.length; k++) memory[k] = k % width < used ? 2 * uniform(stream, k) - 1 : 0;
}

/** Bits of all parameters after some steps. */
function train(kernels: Kernels, made: Trainer | FormTrainer, size: Case): string {
  const { autoencoder: a, parameters } = made;
  const { elements, activationDim, batch } = size;
  fill(kernels.f32(parameters.encoder, elements * a.width), a.width, activationDim, 1);
  fill(kernels.f32(parameters.decoder, elements * a.width), a.width, activationDim, 2);
  fill(kernels.f32(parameters.bias, elements), elements, elements, 3);
  for (let j = 0; j < elements; j++) {
    const row = parameters.decoder + j * a.rowBytes;
    kernels.run.normaliseRow(row, row, a.rowBytes);
  }
  made.prepare();
  const [x, r] = [a.samples, a.samples].map((rows) => kernels.allocate(rows * a.rowBytes));
  for (let step = 1; step <= 4; step++) {
    fill(kernels.f32(x ?? 0, batch * a.width), a.width, activationDim, 10 + step);
    a.encode(x ?? 0);
    a.decode(r ?? 0);
    kernels.run.residual(r ?? 0, x ?? 0, batch, a.rowBytes, 2 / batch, r ?? 0);
    made.update(step, x ?? 0, r ?? 0);
  }
  const addresses: { readonly [name: string]: number | undefined } = parameters;
  const arrays = Object.entries(addresses).map(([name, address = 0]) => {
    const floats = name.startsWith("decoderBias")
      ? a.width
      : /^(?:en|de)coder/u.test(name)
        ? a.elements * a.width
        : a.elements;
    return Buffer.from(kernels.f32(address, floats).slice().buffer).toString("base64");
  });
  return [...arrays, ...kernels.u32(made.lastActive, a.elements)].join();
}

function formTrained(size: Case, form: Form, { fused = false, penalty = 0.01 } = {}): string {
  const kernels = loadKernels(fused);
  return train(kernels, new FormTrainer(kernels, { ...size, adam, penalty }, form), size);
}

test("the plain form is trained to the same bits as by its own kernels", () => {
  fc.assert(
    fc.property(cases, (size) => {
      const kernels = loadKernels();
      const plain = train(kernels, new Trainer(kernels, { ...size, adam, penalty: 0.01 }), size);
      expect(formTrained(size, PLAIN_FORM)).toBe(plain);
    }),
    { numRuns: 60 },
  );
});

const forms: readonly Form[] = [
  { ...PLAIN_FORM, tied: true },
  { ...PLAIN_FORM, decoderBias: "both" },
  { ...PLAIN_FORM, activation: { kind: "topk", k: 3 } },
  { activation: { kind: "batchtopk", k: 3 }, tied: true, decoderBias: "both" },
  { ...PLAIN_FORM, activation: { kind: "jumprelu", bandwidth: 0.5 } },
  { activation: { kind: "gated" }, tied: true, decoderBias: "both" },
  { ...PLAIN_FORM, activation: { kind: "topk", k: 3 }, auxiliary: { k: 4, coefficient: 0.5, deadAfter: 1 } },
];

test.each(forms)("every form gives the same bits where pairs of vectors are fused: %j", (form) => {
  fc.assert(
    fc.property(cases, (size) => {
      expect(formTrained(size, form, { fused: true })).toBe(formTrained(size, form));
    }),
    { numRuns: 20 },
  );
});

test("k of all elements is the ReLU", () => {
  const size: Case = { elements: 21, activationDim: 13, batch: 6, unitNorm: "project" };
  const relu = formTrained(size, PLAIN_FORM, { penalty: 0 });
  for (const kind of ["topk", "batchtopk"] as const) {
    expect(formTrained(size, { ...PLAIN_FORM, activation: { kind, k: 21 } })).toBe(relu);
    expect(formTrained(size, { ...PLAIN_FORM, activation: { kind, k: 4 } })).not.toBe(relu);
  }
});

test("the encoder of tied weights is the dictionary after every step", () => {
  const size: Case = { elements: 21, activationDim: 13, batch: 6, unitNorm: "through" };
  const kernels = loadKernels();
  const trainer = new FormTrainer(kernels, { ...size, adam, penalty: 0.01 }, { ...PLAIN_FORM, tied: true });
  train(kernels, trainer, size);
  const { encoder, dictionary, elements, width } = trainer.autoencoder;
  expect(kernels.f32(encoder, elements * width)).toEqual(kernels.f32(dictionary, elements * width));
});
