import { type Address, type Kernels, paddedWidth, type RowSimilarity } from "@goldilocks/kernels";
import { HISTORY_DEAD_WINDOW, isHistoryStep } from "@goldilocks/plan";
import type { HistoryEntry } from "./history.ts";
import type { TrainingState } from "./state.ts";
import type { Training } from "./training.ts";

/** Measures a training on its way, and remembers the dictionary of the last step 1, 2, 5 × 10^k. */
export class HistoryRecorder {
  readonly history: HistoryEntry[];
  readonly #training: Training;
  readonly #similarity: RowSimilarity;
  readonly #kernels: Kernels;
  readonly #activationDim: number;
  readonly #references: readonly Address[];

  /** Goes on from a state: `reference` is the dictionary at the last step 1, 2, 5 × 10^k. Takes memory for one more dictionary. */
  constructor(training: Training, similarity: RowSimilarity, state: Pick<TrainingState, "history" | "reference">) {
    const [first] = training.trainers;
    if (first === undefined) throw new RangeError("a training has at least one shard");
    this.#training = training;
    this.#similarity = similarity;
    this.#kernels = first.autoencoder.kernels;
    this.#activationDim = first.autoencoder.size.activationDim;
    this.history = [...state.history];
    this.#references = training.trainers.map(({ autoencoder: a }) => this.#kernels.allocate(a.elements * a.rowBytes));
    this.#writeReference(state.reference);
  }

  /** What an entry says of the dictionary as it is now. */
  standing(): Pick<HistoryEntry, "step" | "dead" | "mmcsTruth" | "movement"> {
    const { step, trainers } = this.#training;
    const { cosines } = this.#similarity.best(
      trainers.map(({ autoencoder: a }) => ({ dictionary: a.dictionary, elements: a.size.elements })),
    );
    return {
      step,
      dead: step < HISTORY_DEAD_WINDOW ? null : this.#idleElements(step - HISTORY_DEAD_WINDOW),
      mmcsTruth: mean(cosines),
      movement: this.#movement(),
    };
  }

  /** Adds an entry for the step just trained. Entries between steps 1, 2, 5 × 10^k leave the reference, so those are the same in every history. */
  record(): void {
    const { trainers } = this.#training;
    const { step, ...standing } = this.standing();
    this.history.push({ step, ...this.#training.measures(), ...standing });
    if (!isHistoryStep(step)) return;
    for (const [i, { autoencoder: a }] of trainers.entries()) {
      const floats = a.elements * a.width;
      this.#kernels.f32(this.#references[i] ?? 0, floats).set(this.#kernels.f32(a.dictionary, floats));
    }
  }

  /** History and reference dictionary `[dictSize, activationDim]`, to be stored. */
  state(): Pick<TrainingState, "history" | "reference"> {
    const rows: Float32Array[] = [];
    for (const [i, { autoencoder: a }] of this.#training.trainers.entries()) {
      for (let j = 0; j < a.size.elements; j++) {
        rows.push(this.#kernels.f32((this.#references[i] ?? 0) + j * a.rowBytes, this.#activationDim));
      }
    }
    const reference = new Float32Array(rows.length * this.#activationDim);
    for (const [j, row] of rows.entries()) reference.set(row, j * this.#activationDim);
    return { history: this.history, reference };
  }

  #writeReference(reference: Float32Array): void {
    const width = paddedWidth(this.#activationDim);
    let from = 0;
    for (const [i, { autoencoder: a }] of this.#training.trainers.entries()) {
      const memory = this.#kernels.f32(this.#references[i] ?? 0, a.size.elements * width);
      for (let j = 0; j < a.size.elements; j++, from += this.#activationDim) {
        memory.set(reference.subarray(from, from + this.#activationDim), j * width);
      }
    }
  }

  #idleElements(since: number): number {
    let idle = 0;
    for (const { lastActive, autoencoder: a } of this.#training.trainers) {
      for (const step of this.#kernels.u32(lastActive, a.size.elements)) if (step <= since) idle++;
    }
    return idle;
  }

  #movement(): number {
    let cosines = 0;
    let elements = 0;
    for (const [i, { autoencoder: a }] of this.#training.trainers.entries()) {
      const reference = this.#references[i] ?? 0;
      cosines += this.#kernels.run.rowCosines(a.dictionary, reference, a.size.elements, a.rowBytes);
      elements += a.size.elements;
    }
    return 1 - cosines / elements;
  }
}

/** Mean in float64, in order. */
export function mean(numbers: Float32Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum / numbers.length;
}
