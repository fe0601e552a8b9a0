/** The least and greatest of some numbers; [∞, −∞] of none. */
export function extent(numbers: readonly number[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  return [low, high];
}
