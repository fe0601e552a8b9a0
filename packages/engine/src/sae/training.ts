import { type Address, type Kernels, PARAMETERS, type ParameterName, paddedWidth, Trainer } from "@goldilocks/kernels";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { sharesAt } from "./course.ts";
import { Forward } from "./forward.ts";
import { type Losses, losses, penaltyWeight } from "./loss.ts";
import { shardElements } from "./shards.ts";
import type { TrainingState } from "./state.ts";

/** Sizes of a training that are not the autoencoder's own. */
export interface TrainingSize {
  readonly activationDim: number;
  readonly batch: number;
  /** Number of shards, for tests; else a function of the sizes. */
  readonly shards?: number;
  /** Share of active codes above which a step is dense, for tests; bits do not depend on it. */
  readonly denseAbove?: number;
}

/**
 * One cell in training. Big cells are cut into shards of dictionary elements; their partial reconstructions are added in order.
 *
 * Loss: (1/h)‖x − Dc‖² + (α/J)‖c‖₁ (`mean`) or + α‖c‖₁ (`sum`), both averaged over the batch. Source: the post.
 */
export class Training {
  readonly trainers: readonly Trainer[];
  readonly #kernels: Kernels;
  readonly #sae: TrajectoryParameters;
  readonly #size: TrainingSize;
  readonly #forward: Forward;
  #step = 0;
  #squares = 0;

  constructor(kernels: Kernels, sae: TrajectoryParameters, size: TrainingSize) {
    const { activationDim, batch } = size;
    this.#kernels = kernels;
    this.#sae = sae;
    this.#size = size;
    const penalty = penaltyWeight(sae) / batch;
    const elements = shardElements(sae.dictSize, activationDim, size.shards);
    this.trainers = elements.map(
      (count) =>
        new Trainer(
          kernels,
          { elements: count, activationDim, batch, unitNorm: sae.unitNorm, adam: sae.optimizer, penalty },
          size.denseAbove === undefined ? {} : { denseAbove: size.denseAbove },
        ),
    );
    this.#forward = new Forward(
      kernels,
      this.trainers.map((trainer) => trainer.autoencoder),
      batch,
      activationDim,
    );
  }

  get step(): number {
    return this.#step;
  }

  /** Writes a state into the kernels' memory. */
  load(state: Pick<TrainingState, "step" | "parameters" | "lastActive">): void {
    this.#step = state.step;
    this.#eachShard((trainer, from, count) => {
      for (const name of PARAMETERS) {
        const { memory, width, padded } = this.#arrayOf(trainer, name);
        for (let j = 0; j < count; j++) {
          memory.set(state.parameters[name].subarray((from + j) * width, (from + j + 1) * width), j * padded);
        }
      }
      this.#kernels.u32(trainer.lastActive, count).set(state.lastActive.subarray(from, from + count));
      trainer.prepare();
    });
  }

  /** Copies parameters, moments and activity out of the kernels' memory. */
  save(): Pick<TrainingState, "step" | "parameters" | "lastActive"> {
    const { dictSize } = this.#sae;
    const lastActive = new Uint32Array(dictSize);
    const parameters = Object.fromEntries(
      PARAMETERS.map((name) => [name, new Float32Array(dictSize * this.#widthOf(name))]),
    ) as Record<ParameterName, Float32Array>;
    this.#eachShard((trainer, from, count) => {
      for (const name of PARAMETERS) {
        const { memory, width, padded } = this.#arrayOf(trainer, name);
        for (let j = 0; j < count; j++) {
          parameters[name].set(memory.subarray(j * padded, j * padded + width), (from + j) * width);
        }
      }
      lastActive.set(this.#kernels.u32(trainer.lastActive, count), from);
    });
    return { step: this.#step, parameters, lastActive };
  }

  #widthOf(name: ParameterName): number {
    return name.startsWith("bias") ? 1 : this.#size.activationDim;
  }

  #arrayOf(trainer: Trainer, name: ParameterName): { memory: Float32Array; width: number; padded: number } {
    const width = this.#widthOf(name);
    const padded = name.startsWith("bias") ? 1 : paddedWidth(width);
    const memory = this.#kernels.f32(trainer.parameters[name], trainer.autoencoder.size.elements * padded);
    return { memory, width, padded };
  }

  /** Visits shards with the number of their first element. */
  #eachShard(visit: (trainer: Trainer, from: number, count: number) => void): void {
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
    const error = this.#forward.reconstruction;
    this.#squares = run.residual(error, target, batch, rowBytes, 2 / (activationDim * batch), error);
    const shares = sharesAt(this.#sae.course, this.#step, run);
    for (const trainer of this.trainers) trainer.update(this.#step, x, error, shares);
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

  /** Losses and activity of the last batch, as they were before its update. */
  measures(): Losses {
    const { activationDim, batch } = this.#size;
    return losses(this.#sae, activationDim, batch, { squares: this.#squares, ...this.#forward.activity() });
  }
}
