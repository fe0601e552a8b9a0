/** Look-ups under way at once. */
const AT_ONCE = 64;

/** Visits all items, 64 at a time. */
export async function inBatches<T>(items: readonly T[], visit: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(visit));
  }
}
