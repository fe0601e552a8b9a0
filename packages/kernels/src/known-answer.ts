import type { Kernels } from "./kernels.ts";
import { PARAMETERS, Trainer } from "./trainer.ts";

/**
 * Bits of a few training steps on inputs that a formula gives, at densities that take each of the ways through a step: whether this
 * process computes what every other does. The result is a 32-bit FNV-1a hash of all parameters; compare it with {@link KNOWN_ANSWER}.
 */
export function knownAnswer(kernels: Kernels, shifts: readonly number[] = SHIFTS): number {
  const mark = kernels.used;
  let sum = 0x811c9dc5;
  for (const shift of shifts) {
    for (const unitNorm of ["project", "through"] as const) sum = trainingBits(kernels, shift, unitNorm, sum);
  }
  kernels.release(mark);
  return sum;
}

/** What {@link knownAnswer} is, on every machine. */
export const KNOWN_ANSWER = 801_386_601;

const SIZE = { elements: 40, activationDim: 96, batch: 12 };
const STEPS = 6;
/** Added to the biases, in units of the width: few codes active, many, nearly all. */
const SHIFTS: readonly number[] = [-0.08, -0.01, 0.4];

function trainingBits(kernels: Kernels, shift: number, unitNorm: "project" | "through", seed: number): number {
  const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const trainer = new Trainer(kernels, { ...SIZE, unitNorm, adam, penalty: 0.001 });
  const { autoencoder: a, parameters } = trainer;
  const fill = (address: number, floats: number, stream: number, offset = 0): void => {
    const memory = kernels.f32(address, floats);
    for (let k = 0; k < floats; k++) memory[k] = noise(stream, k) + offset;
  };
  fill(parameters.encoder, SIZE.elements * a.width, 1);
  fill(parameters.decoder, SIZE.elements * a.width, 2);
  fill(parameters.bias, SIZE.elements, 3, shift * SIZE.activationDim);
  trainer.prepare();
  const x = kernels.allocate(a.samples * a.rowBytes);
  const r = kernels.allocate(a.samples * a.rowBytes);
  for (let step = 1; step <= STEPS; step++) {
    fill(x, SIZE.batch * a.width, 10 + step);
    a.encode(x);
    a.decode(r);
    kernels.run.residual(r, x, SIZE.batch, a.rowBytes, 1 / 64, r);
    trainer.update(step, x, r);
  }
  let sum = seed;
  for (const name of PARAMETERS) {
    const words = kernels.u32(parameters[name], SIZE.elements * (name.startsWith("bias") ? 1 : a.width));
    for (const word of words) sum = Math.imul(sum ^ word, 0x01000193) >>> 0;
  }
  return sum;
}

/** Multiples of 2⁻²³ in [−1, 1), exact in float32: MurmurHash3's finaliser of stream and index. */
function noise(stream: number, index: number): number {
  let k = (Math.imul(stream, 0x9e3779b9) + index) >>> 0;
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
  k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  return ((k ^ (k >>> 16)) >>> 8) / 2 ** 23 - 1;
}
