/** Batches over which the mean is plain; from then on a batch weighs 1 in so many. */
const WINDOW = 1000;

/**
 * The bound of batch top-k where there is no batch to choose from: the running mean over training of each batch's smallest code.
 *
 * The mean of all batches so far up to a thousand, then an exponential one, in which the first steps are soon forgotten. A batch without
 * an active code changes nothing. Source: Bussmann et al. 2024, "BatchTopK sparse autoencoders", section 3.
 *
 * @param step - The batch's number, from 1.
 */
export function runningThreshold(before: number, smallest: number, step: number): number {
  return smallest > 0 ? before + (smallest - before) / Math.min(step, WINDOW) : before;
}
