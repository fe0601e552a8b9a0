import type { Settings } from "@goldilocks/spec";

import { float32, recordBytes } from "../cost.ts";
import { isCorrelated } from "./covariance.ts";
import type { Recipe, Site } from "./recipe.ts";

/** Batches in one chunk of a training stream. */
export const batchesPerChunk = 256;

/** Parameters of a chunk: batches `256·chunk` up to `256·chunk + batches − 1` of its stream. */
export type CodesParameters = { readonly chunk: number; readonly batches: number };

/** A training stream is cut into full chunks; the held-out stream is one chunk of just the batches asked for. */
const batchesOf = ({ settings, purpose }: Site): number =>
  purpose === "train" ? batchesPerChunk : settings.evaluate.heldOutBatches;

/** One draw of probabilities: the normal through the covariance's factor (G²), its CDF, decay and scale (60 a feature). */
const drawFlops = (settings: Settings): number =>
  (isCorrelated(settings) ? settings.data.nFeatures * settings.data.nFeatures : 0) + 60 * settings.data.nFeatures;

/** Sparse ground-truth codes of some batches of a stream, as index and value. */
export const codes: Recipe<CodesParameters> = {
  kind: "codes",
  identity: false,
  shared: true,
  defaults: { batches: batchesPerChunk },
  parameters: (site) => ({ chunk: site.chunk, batches: batchesOf(site) }),
  inputs: ({ key, purpose }) => [key("stream", { purpose })],
  needs: ({ settings, key }) => (isCorrelated(settings) ? [key("covariance")] : []),
  cost: (site) => {
    const { data, train } = site.settings;
    const samples = batchesOf(site) * train.batch;
    const draws = data.draw === "batch" ? batchesOf(site) : samples;
    const entryBytes = data.nFeatures <= 65_536 ? 6 : 8; // index and float32 value
    const bytes = samples * (data.active * entryBytes + 1);
    return {
      flops: draws * drawFlops(site.settings) + samples * data.nFeatures * 20, // 20 a Bernoulli trial
      bytes: bytes + recordBytes,
      memory: 2 * bytes + (isCorrelated(site.settings) ? float32 * data.nFeatures * data.nFeatures : 0),
    };
  },
  label: ({ settings, purpose, chunk }) =>
    purpose === "train"
      ? `batches ${chunk * batchesPerChunk}–${(chunk + 1) * batchesPerChunk - 1}`
      : `${settings.evaluate.heldOutBatches} held-out batches`,
};
