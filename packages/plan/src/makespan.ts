/**
 * Time at which the last of some jobs ends, when each worker takes the longest job left.
 *
 * @param jobs - Durations, in any unit.
 * @param workers - At least 1.
 */
export function makespan(jobs: readonly number[], workers: number): number {
  const ends = Array.from({ length: Math.max(1, workers) }, () => 0);
  for (const job of jobs.toSorted((a, b) => b - a)) {
    let first = 0;
    for (const [worker, end] of ends.entries()) if (end < (ends[first] ?? 0)) first = worker;
    ends[first] = (ends[first] ?? 0) + job;
  }
  return Math.max(...ends);
}
