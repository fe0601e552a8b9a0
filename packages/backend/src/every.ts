/**
 * A question that is answered with yes once in so many milliseconds. The time is the steady one: a clock of the machine that is set back
 * would make it no for years.
 *
 * @param first - Whether the first answer is yes.
 */
export function every(milliseconds: number, first = false): () => boolean {
  let last = first ? -Infinity : performance.now();
  return () => {
    const now = performance.now();
    if (now - last < milliseconds) return false;
    last = now;
    return true;
  };
}
