import type { Address, Kernels } from "@goldilocks/kernels";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { deadElements, drawSamples, normOf, type Resampled, restart } from "./resample.ts";
import type { Training } from "./training.ts";

/** Batches that samples are drawn from: `assemble` writes number n, from 0, to `x` `[batch, width]`, and gives the address of its targets. */
export interface Batches {
  readonly x: Address;
  readonly batch: number;
  readonly activationDim: number;
  /** Floats from one row to the next. */
  readonly width: number;
  assemble(n: number): Address;
}

/** Resamples the dead elements of a training when it is time, and remembers how many they were. */
export class Resampler {
  readonly resampled: Resampled[];
  readonly #kernels: Kernels;
  readonly #training: Training;
  readonly #sae: TrajectoryParameters;

  constructor(kernels: Kernels, training: Training, sae: TrajectoryParameters, before: readonly Resampled[]) {
    this.#kernels = kernels;
    this.#training = training;
    this.#sae = sae;
    this.resampled = [...before];
  }

  /** Resamples now. `uniforms` holds a number in (0, 1) for each element, dead or not: an element's draw is its own. */
  run(batches: Batches, uniforms: ArrayLike<number>): void {
    const { activation, course } = this.#sae;
    if (course.resample.kind === "none") return;
    const { window, encoderScale } = course.resample;
    const state = this.#training.save();
    const dead = deadElements(state.lastActive, state.step, window);
    const drawn = dead.length === 0 ? [] : this.#draw(batches, course.resample.batches, dead, uniforms);
    this.resampled.push({ step: state.step, elements: drawn.length });
    if (drawn.length === 0) return;
    const logThreshold = activation.kind === "jumprelu" ? this.#kernels.run.logarithm(activation.initialThreshold) : 0;
    restart(state, dead, drawn, { encoderScale, logThreshold });
    this.#training.load(state);
  }

  /** A sample for each dead element, by its squared loss; a sample that is 0 has no direction, and is never drawn. */
  #draw(
    batches: Batches,
    count: number,
    dead: readonly number[],
    uniforms: ArrayLike<number>,
  ): readonly Float32Array[] {
    const { batch } = batches;
    const weights = new Float64Array(count * batch);
    for (let n = 0; n < count; n++) {
      const target = batches.assemble(n);
      for (const [i, square] of this.#training.squares(batches.x, target).entries()) {
        weights[n * batch + i] = normOf(this.#sample(batches, i)) > 0 ? square * square : 0;
      }
    }
    const drawn = drawSamples(
      weights,
      dead.map((j) => uniforms[j] ?? 0),
    );
    const found = new Map<number, Float32Array>();
    let assembled = -1;
    for (const sample of new Set(drawn.toSorted((a, b) => a - b))) {
      const n = Math.floor(sample / batch);
      if (n !== assembled) batches.assemble(n);
      assembled = n;
      found.set(sample, this.#sample(batches, sample % batch).slice());
    }
    return drawn.flatMap((sample) => found.get(sample) ?? []);
  }

  #sample({ x, activationDim, width }: Batches, i: number): Float32Array {
    return this.#kernels.f32(x + i * width * 4, activationDim);
  }
}
