export { type AdamOptions, biasCorrection, idleLimit, wholePower } from "./adam.ts";
export { Autoencoder, type ShardSize, type Thresholds } from "./autoencoder.ts";
export type { Address, KernelExports } from "./exports.ts";
export { compileKernels, Kernels, type KernelsModule } from "./kernels.ts";
export { paddedElements, paddedSamples, paddedWidth } from "./padding.ts";
export { RandomStream, type StreamKey } from "./random-stream.ts";
export { type BestMatches, RowSimilarity } from "./row-similarity.ts";
export { PARAMETERS, type ParameterName, Trainer, type TrainerOptions } from "./trainer.ts";
export { KNOWN_ANSWER, knownAnswer } from "./known-answer.ts";
