import { Training } from "@goldilocks/engine";
import { idleLimit, paddedWidth } from "@goldilocks/kernels";
import { plainCourse } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { loadKernels } from "./support/machine.ts";
import { PlainTraining, plainUnitRows } from "./support/plain-sae.ts";

const H = 5;
const J = 3;
const BATCH = 4;

interface Given {
  readonly beta1: number;
  readonly beta2: number;
  readonly unitNorm: "project" | "through";
  /** 1: lists of active codes, −1: dense products. */
  readonly denseAbove: number;
}

/** Deterministic noise within ±0.5. */
const noise = (i: number): number => ((Math.imul(i + 1, 0x9e3779b1) >>> 0) % 1000) / 1000 - 0.5;

/** Both trainings, from the same weights: element j listens to direction j, and each has a direction of its own. */
function bothTrainings({ beta1, beta2, unitNorm, denseAbove }: Given): {
  both: (x: number[][]) => void;
  compare: () => number;
} {
  const adam = { learningRate: 0.002, beta1, beta2, epsilon: 1e-8 };
  const kernels = loadKernels();
  const sae = {
    dictSize: J,
    activation: { kind: "relu" as const },
    l1Coefficient: 0.05,
    l1Normalise: "sum" as const,
    unitNorm,
    tied: false,
    decoderBias: "none" as const,
    auxiliary: { kind: "none" as const },
    init: { encoder: "linear" as const, decoder: "sphere" as const },
    optimizer: { kind: "adam" as const, ...adam },
    initSeed: 0,
    jitter: 0,
    noise: { input: 0, target: "clean" as const, label: 0 },
    course: plainCourse,
    history: { perDecade: 3 },
  };
  const training = new Training(kernels, sae, { activationDim: H, batch: BATCH, denseAbove });
  const start = {
    encoder: Float32Array.from({ length: J * H }, (_, i) => (Math.floor(i / H) === i % H ? 1 : 0) + 0.1 * noise(i)),
    bias: Float32Array.of(-0.02, 0.01, 0.03),
    decoder: Float32Array.from(
      plainUnitRows(
        Float64Array.from({ length: J * H }, (_, i) => noise(i + 50) + (Math.floor(i / H) === i % H ? 1 : 0)),
        H,
      ),
    ),
  };
  const zeros = training.save();
  training.load({ ...zeros, parameters: { ...zeros.parameters, ...start } });
  const plain = new PlainTraining({ dictSize: J, activationDim: H, unitNorm, penalty: 0.05, adam }, start);
  const width = paddedWidth(H);
  const address = kernels.allocate(BATCH * width * 4);
  const lastActive = new Uint32Array(J);
  const both = (x: number[][]): void => {
    for (const [i, sample] of x.entries()) kernels.f32(address + i * width * 4, H).set(sample);
    training.train(address);
    for (const [j, active] of plain.train(x.map((sample) => Float32Array.from(sample))).entries()) {
      if (active) lastActive[j] = training.step;
    }
  };
  /** Largest difference between the two; infinite where they do not agree on when elements were active. */
  const compare = (): number => {
    const saved = training.save();
    let most = String(saved.lastActive) === String(lastActive) ? 0 : Number.POSITIVE_INFINITY;
    for (const name of ["encoder", "bias", "decoder"] as const) {
      most = Math.max(most, difference(saved.parameters[name], plain.weights[name]));
      // Moments of an element that sleeps are settled when it wakes, so here only those of one that is awake.
      for (const [moment, expected] of [
        [saved.parameters[`${name}First`], plain.first[name]],
        [saved.parameters[`${name}Second`], plain.second[name]],
      ] as const) {
        const per = moment.length / J;
        for (let j = 0; j < J; j++) {
          if (lastActive[j] !== training.step) continue;
          const [from, to] = [j * per, (j + 1) * per];
          most = Math.max(most, difference(moment.subarray(from, to), expected.subarray(from, to)));
        }
      }
    }
    return most;
  };
  return { both, compare };
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < b.length; k++) most = Math.max(most, Math.abs((a[k] ?? Number.NaN) - (b[k] ?? 0)));
  return most;
}

/** Samples in which the elements named are active and no others. */
const samples = (active: readonly number[], seed: number): number[][] =>
  Array.from({ length: BATCH }, (_, i) =>
    Array.from({ length: H }, (__, k) =>
      k >= J ? noise(seed + i * H + k) : active.includes(k) ? 0.7 + 0.5 * noise(seed * 7 + i * H + k) : -0.8,
    ),
  );

const cases: Given[] = [];
for (const beta1 of [0.9, 0.5, 0]) {
  for (const unitNorm of ["project", "through"] as const) {
    cases.push({ beta1, beta2: 0.99, unitNorm, denseAbove: 1 }, { beta1, beta2: 0.999, unitNorm, denseAbove: -1 });
  }
}

describe("an element that has long been idle", () => {
  test.each(cases)(
    "is left alone and woken as if Adam had gone on: β1 $beta1, β2 $beta2, $unitNorm, dense above $denseAbove",
    (given) => {
      const { both, compare } = bothTrainings(given);
      const limit = idleLimit(given.beta1);
      let seed = 0;
      for (let n = 0; n < 20; n++) both(samples([0, 1, 2], seed++));
      expect(compare()).toBeLessThan(1e-5);
      // Element 2 sleeps far beyond the limit, element 1 just up to it: both are idle at the same time for a while.
      for (let n = 0; n < 100; n++) both(samples([0, 1], seed++));
      for (let n = 0; n < limit; n++) both(samples([0], seed++));
      expect(compare()).toBeLessThan(1e-5);
      for (let n = 0; n < 5; n++) both(samples([1], seed++));
      expect(compare()).toBeLessThan(1e-5);
      for (let n = 0; n < 10; n++) both(samples([2], seed++));
      expect(compare()).toBeLessThan(1e-5);
      for (let n = 0; n < 30; n++) both(samples([0, 1, 2], seed++));
      expect(compare()).toBeLessThan(1e-5);
    },
  );

  test.each([-2, -1, 0, 1, 2])("wakes rightly %i steps past the limit", (past) => {
    const { both, compare } = bothTrainings({ beta1: 0.5, beta2: 0.9, unitNorm: "project", denseAbove: 1 });
    let seed = 0;
    for (let n = 0; n < 5; n++) both(samples([0, 1, 2], seed++));
    for (let n = 0; n < idleLimit(0.5) + past; n++) both(samples([0], seed++));
    for (let n = 0; n < 3; n++) {
      both(samples([0, 1], seed++));
      expect(compare()).toBeLessThan(1e-5);
    }
  });

  test("wakes rightly when it has never been active before", () => {
    const { both, compare } = bothTrainings({ beta1: 0.5, beta2: 0.99, unitNorm: "project", denseAbove: 1 });
    let seed = 0;
    for (let n = 0; n < idleLimit(0.5) + 50; n++) both(samples([0], seed++));
    for (let n = 0; n < 10; n++) both(samples([1, 2], seed++));
    expect(compare()).toBeLessThan(1e-5);
  });
});
