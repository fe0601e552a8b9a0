import { type Kernels, PARAMETERS, Trainer, type TrainerOptions } from "@goldilocks/kernels";
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
  /** Shifts the bias: the smaller, the fewer codes are active. */
  readonly shift: number;
}

function fill(memory: Float32Array, width: number, used: number, stream: number, shift = 0): void {
  for (let k = 0; k < memory.length; k++) memory[k] = k % width < used ? 2 * uniform(stream, k) - 1 + shift : 0;
}

function trainer(kernels: Kernels, options: TrainerOptions, shift: number, denseAbove: number): Trainer {
  const made = new Trainer(kernels, options, { denseAbove });
  const { autoencoder: a, parameters } = made;
  const { elements, activationDim } = options;
  fill(kernels.f32(parameters.encoder, elements * a.width), a.width, activationDim, 1);
  fill(kernels.f32(parameters.decoder, elements * a.width), a.width, activationDim, 2);
  fill(kernels.f32(parameters.bias, elements), elements, elements, 3, shift);
  for (let j = 0; j < elements; j++) {
    const row = parameters.decoder + j * a.rowBytes;
    kernels.run.normaliseRow(row, row, a.rowBytes);
  }
  made.prepare();
  return made;
}

/** Bits of all parameters after some steps, and how many codes were active at each. */
function train(size: Case, denseAbove: number, steps = 4): { bits: string; active: number[] } {
  const kernels = loadKernels();
  const { shift, ...rest } = size;
  const made = trainer(kernels, { ...rest, adam, penalty: 0.01 / size.batch }, shift, denseAbove);
  const { autoencoder: a } = made;
  const x = kernels.allocate(a.samples * a.rowBytes);
  const r = kernels.allocate(a.samples * a.rowBytes);
  const active: number[] = [];
  for (let step = 1; step <= steps; step++) {
    fill(kernels.f32(x, size.batch * a.width), a.width, size.activationDim, 10 + step);
    a.encode(x);
    active.push(a.active);
    a.decode(r);
    kernels.run.residual(r, x, size.batch, a.rowBytes, 2 / size.batch, r);
    made.update(step, x, r);
  }
  const arrays = PARAMETERS.map((name) => {
    const floats = name.startsWith("bias") ? a.elements : a.elements * a.width;
    return Buffer.from(kernels.f32(made.parameters[name], floats).slice().buffer).toString("base64");
  });
  return { bits: [...arrays, ...kernels.u32(made.lastActive, a.elements)].join(), active };
}

const cases = fc.record<Case>({
  elements: fc.integer({ min: 1, max: 70 }),
  activationDim: fc.integer({ min: 1, max: 70 }),
  batch: fc.integer({ min: 1, max: 21 }),
  unitNorm: fc.constantFrom("project", "through"),
  shift: fc.double({ min: -6, max: 4, noNaN: true }),
});

test("the sparse and the dense path give the same bits at every density", () => {
  fc.assert(
    fc.property(cases, (size) => {
      const sparse = train(size, 1);
      const dense = train(size, -1);
      expect(dense.active).toEqual(sparse.active);
      expect(dense.bits).toBe(sparse.bits);
    }),
    { numRuns: 60 },
  );
});

test("switching path in the middle of a training changes no bit", () => {
  const size: Case = { elements: 40, activationDim: 33, batch: 16, unitNorm: "project", shift: 0 };
  const { active, bits } = train(size, 1, 12);
  const share = active.map((n) => n / (size.batch * size.elements)).toSorted((a, b) => a - b);
  const between = ((share[5] ?? 0) + (share[6] ?? 0)) / 2;
  expect(train(size, between, 12).bits).toBe(bits);
});

test("padding never becomes active and never moves", () => {
  const kernels = loadKernels();
  const made = trainer(
    kernels,
    { elements: 5, activationDim: 7, batch: 3, unitNorm: "project", adam, penalty: 0.001 },
    0.5,
    1,
  );
  const { autoencoder: a } = made;
  const x = kernels.allocate(a.samples * a.rowBytes);
  const r = kernels.allocate(a.samples * a.rowBytes);
  fill(kernels.f32(x, 3 * a.width), a.width, 7, 9);
  for (let step = 1; step <= 3; step++) {
    a.encode(x);
    a.decode(r);
    kernels.run.residual(r, x, 3, a.rowBytes, 1, r);
    made.update(step, x, r);
  }
  for (const rows of [made.parameters.encoder, made.parameters.decoder]) {
    const memory = kernels.f32(rows, a.elements * a.width);
    for (const [k, value] of memory.entries()) {
      if (k % a.width >= 7 || k >= 5 * a.width) expect(value).toBe(0);
    }
  }
  expect([...kernels.u32(made.lastActive + 20, a.elements - 5)].every((step) => step === 0)).toBe(true);
});
