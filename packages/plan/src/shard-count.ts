/** The most weights of one matrix that a shard holds: 2²³, 32 MiB of float32. */
export const weightsPerShard = 8_388_608;

/**
 * Number of shards a cell is trained in: a function of its shape alone, so that workers change the speed and never a bit.
 *
 * @param dictSize - Rows of the dictionary, J.
 * @param activationDim - Columns of the dictionary, h.
 * @returns 1 when J·h ≤ 2²³, else ⌈J·h / 2²³⌉.
 */
export function shardCount(dictSize: number, activationDim: number): number {
  return Math.max(1, Math.ceil((dictSize * activationDim) / weightsPerShard));
}
