import type { Json } from "@goldilocks/digest";
import type { TrainedAutoencoder } from "@goldilocks/engine";

/** What an export says of the autoencoder besides its weights; an alias, so that it is JSON. */
export type About = {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly title: string;
  /** The cell's place: the value on each axis, by its name. */
  readonly cell: { readonly [axis: string]: Json };
  /** From 0. */
  readonly repeat: number;
  /** Key of the trained state, and the digest of its bytes in the store. */
  readonly key: string;
  readonly digest: string;
  /** Every setting, seeds included, as trained. */
  readonly settings: Json;
};

/** A trained autoencoder and what it is. */
export interface Exported {
  readonly autoencoder: TrainedAutoencoder;
  readonly about: About;
}
