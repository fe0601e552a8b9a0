import {
  type Address,
  FormAutoencoder,
  type FormParameterName,
  FormTrainer,
  isPlain,
  type Kernels,
  type ParameterName,
  paddedWidth,
  Trainer,
  type TrainerOptions,
} from "@goldilocks/kernels";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { sharesAt } from "./course.ts";
import { formOf } from "./form.ts";
import { Forward } from "./forward.ts";
import { type Losses, losses, penaltyWeight } from "./loss.ts";
import { runningThreshold } from "./running-threshold.ts";
import { shardElements } from "./shards.ts";
import type { StateParameters, TrainingState } from "./state.ts";

/** Sizes of a training that are not the autoencoder's own. */
export interface TrainingSize {
  readonly activationDim: number;
  readonly batch: number;
  /** Number of shards, for tests; else a function of the sizes. */
  readonly shards?: number;
  /** Share of active codes above which a step is dense, for tests; bits do not depend on it. */
  readonly denseAbove?: number;
}

type AnyTrainer = Trainer | FormTrainer;
type AnyName = ParameterName | FormParameterName;
type Saved = Pick<TrainingState, "step" | "parameters" | "lastActive" | "threshold">;

/**
 * One cell in training. Big cells are cut into shards of dictionary elements; their partial reconstructions are added in order.
 *
 * Loss: (1/h)‖x − Dc‖² + (α/J)‖c‖₁ (`mean`) or + α‖c‖₁ (`sum`), both averaged over the batch. Source: the post.
 */
export class Training {
  readonly trainers: readonly AnyTrainer[];
  readonly #kernels: Kernels;
  readonly #sae: TrajectoryParameters;
  readonly #size: TrainingSize;
  readonly #forward: Forward;
  #step = 0;
  #squares = 0;
  #threshold = 0;

  constructor(kernels: Kernels, sae: TrajectoryParameters, size: TrainingSize) {
    const { activationDim, batch } = size;
    this.#kernels = kernels;
    this.#sae = sae;
    this.#size = size;
    const penalty = penaltyWeight(sae) / batch;
    this.trainers = this.#trainers({ activationDim, batch, unitNorm: sae.unitNorm, adam: sae.optimizer, penalty });
    this.#forward = new Forward(
      kernels,
      this.trainers.map((trainer) => trainer.autoencoder),
      batch,
      activationDim,
    );
  }

  #trainers(options: Omit<TrainerOptions, "elements">): readonly AnyTrainer[] {
    const form = formOf(this.#sae);
    const { dictSize } = this.#sae;
    if (!isPlain(form)) return [new FormTrainer(this.#kernels, { ...options, elements: dictSize }, form)];
    const { denseAbove } = this.#size;
    const thresholds = denseAbove === undefined ? {} : { denseAbove };
    const shards = shardElements(dictSize, options.activationDim, this.#size.shards);
    return shards.map((elements) => new Trainer(this.#kernels, { ...options, elements }, thresholds));
  }

  get step(): number {
    return this.#step;
  }

  /** Writes a state into the kernels' memory. */
  load(state: Saved): void {
    this.#step = state.step;
    this.#threshold = state.threshold ?? 0;
    this.#eachShard((trainer, from, count) => {
      for (const name of namesOf(trainer)) {
        const stored = state.parameters[name];
        if (stored === undefined) continue;
        const { memory, rows, width, padded } = this.#arrayOf(trainer, name, count);
        for (let j = 0; j < rows; j++) {
          memory.set(stored.subarray((from + j) * width, (from + j + 1) * width), j * padded);
        }
      }
      this.#kernels.u32(trainer.lastActive, count).set(state.lastActive.subarray(from, from + count));
      trainer.prepare();
    });
  }

  /** Copies parameters, moments and activity out of the kernels' memory. */
  save(): Saved {
    const { dictSize } = this.#sae;
    const lastActive = new Uint32Array(dictSize);
    const parameters: Partial<Record<AnyName, Float32Array>> = {};
    this.#eachShard((trainer, from, count) => {
      for (const name of namesOf(trainer)) {
        const { memory, rows, width, padded } = this.#arrayOf(trainer, name, count);
        const all = (parameters[name] ??= new Float32Array(rows === count ? dictSize * width : rows * width));
        for (let j = 0; j < rows; j++) all.set(memory.subarray(j * padded, j * padded + width), (from + j) * width);
      }
      lastActive.set(this.#kernels.u32(trainer.lastActive, count), from);
    });
    const threshold = this.#sae.activation.kind === "batchtopk" ? { threshold: this.#threshold } : {};
    return { step: this.#step, parameters: parameters as StateParameters, lastActive, ...threshold };
  }

  /** An array of `rows` rows of `width` numbers, `padded` apart: a row or a number for each of `count` elements, or one row. */
  #arrayOf(trainer: AnyTrainer, name: AnyName, count: number): ArrayInMemory {
    const column = !/^(?:encoder|decoder)/u.test(name);
    const rows = name.startsWith("decoderBias") ? 1 : count;
    const width = column ? 1 : this.#size.activationDim;
    const padded = column ? 1 : paddedWidth(width);
    const addresses: { readonly [K in AnyName]?: Address | undefined } = trainer.parameters;
    return { memory: this.#kernels.f32(addresses[name] ?? 0, rows * padded), rows, width, padded };
  }

  /** Visits shards with the number of their first element. */
  #eachShard(visit: (trainer: AnyTrainer, from: number, count: number) => void): void {
    let from = 0;
    for (const trainer of this.trainers) {
      visit(trainer, from, trainer.autoencoder.size.elements);
      from += trainer.autoencoder.size.elements;
    }
  }

  /**
   * One step on the batch x `[batch, width]`, whose reconstruction is compared with `target`. Returns the reconstruction loss before the
   * update; not finite if it diverged.
   */
  train(x: Address, target: Address = x): number {
    const { activationDim, batch } = this.#size;
    const { run } = this.#kernels;
    const rowBytes = paddedWidth(activationDim) * 4;
    this.#step += 1;
    this.#forward.run(x);
    this.#followThreshold();
    const error = this.#forward.reconstruction;
    this.#squares = run.residual(error, target, batch, rowBytes, 2 / (activationDim * batch), error);
    const shares = sharesAt(this.#sae.course, this.#step, run);
    for (const trainer of this.trainers) {
      if (trainer instanceof FormTrainer) trainer.update(this.#step, x, error, shares, target);
      else trainer.update(this.#step, x, error, shares);
    }
    return this.#squares / (activationDim * batch);
  }

  /** Σ(target − x̂)² of each sample of the batch x `[batch, width]`; trains nothing. */
  squares(x: Address, target: Address = x): Float64Array {
    const { activationDim, batch } = this.#size;
    const width = paddedWidth(activationDim);
    this.#forward.run(x);
    const [given, made] = [target, this.#forward.reconstruction].map((rows) => this.#kernels.f32(rows, batch * width));
    const squares = new Float64Array(batch);
    for (let i = 0; i < batch; i++) {
      let sum = 0;
      for (let k = i * width; k < i * width + activationDim; k++) {
        const difference = (given?.[k] ?? 0) - (made?.[k] ?? 0);
        sum += difference * difference;
      }
      squares[i] = sum;
    }
    return squares;
  }

  /** Batch top-k: takes the batch just encoded into the running mean. */
  #followThreshold(): void {
    if (this.#sae.activation.kind !== "batchtopk") return;
    for (const { autoencoder } of this.trainers) {
      if (!(autoencoder instanceof FormAutoencoder)) continue;
      this.#threshold = runningThreshold(this.#threshold, autoencoder.smallestActive(), this.#step);
    }
  }

  /** Losses and activity of the last batch, as they were before its update. */
  measures(): Losses {
    const { activationDim, batch } = this.#size;
    return losses(this.#sae, activationDim, batch, { squares: this.#squares, ...this.#forward.activity() });
  }
}

interface ArrayInMemory {
  readonly memory: Float32Array;
  readonly rows: number;
  readonly width: number;
  readonly padded: number;
}

const namesOf = (trainer: AnyTrainer): readonly AnyName[] => Object.keys(trainer.parameters) as AnyName[];
