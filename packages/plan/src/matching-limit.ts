/** Most pairs of features and elements that are matched one to one: 256 MiB of cosines. */
const mostPairs = 67_108_864;

/** Most work: as many steps as 4,096 features with 4,096 elements, which take seconds, and minutes where nearly all cosines are alike. */
const mostSteps = 68_719_476_736;

/** Whether features and elements of these numbers are matched one to one: time grows with the square of the fewer times the more. */
export function matchable(nFeatures: number, dictSize: number): boolean {
  const pairs = nFeatures * dictSize;
  return pairs <= mostPairs && pairs * Math.min(nFeatures, dictSize) <= mostSteps;
}

/** What a one-to-one matching takes besides its cosines, in operations; measured, for cosines as trainings leave them. */
export function matchingFlops(nFeatures: number, dictSize: number): number {
  const fewer = Math.min(nFeatures, dictSize);
  return (fewer * fewer * fewer) / 2 + 32 * nFeatures * dictSize;
}
