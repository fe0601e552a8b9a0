import type { Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

/** What a mutation works with. */
export interface Trial {
  /** The only source of chance: the same kind, seed and index make the same mutation. */
  readonly random: Random;
  readonly index: number;
  /** An empty folder, removed afterwards. */
  readonly folder: string;
  /** Keeps what was made, for a person who repeats one mutation. */
  readonly keep: (name: string, content: string | Uint8Array) => void;
}

/** One mutation made and tried. @throws Wrong where the program did not deal with it as it should; anything else is an exception. */
export type Try = (trial: Trial) => Promise<Outcome>;

/** What everything is mutated from: files that the program itself wrote. */
export interface Originals {
  /** The repository. */
  readonly root: string;
  /** A workspace with an experiment that was run, its results, its store and a capsule. */
  readonly folder: string;
  /** A place for whatever lasts longer than one mutation. */
  readonly own: string;
}

/** A kind of input. */
export interface Kind {
  readonly name: string;
  readonly prepare: (originals: Originals) => Promise<Try>;
}
