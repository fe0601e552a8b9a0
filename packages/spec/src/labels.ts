const fractions = new Map<number, string>([
  [0.125, "⅛"],
  [0.25, "¼"],
  [0.5, "½"],
  [0.75, "¾"],
]);

/** A ratio as a label: `½×`, `2×`. */
export function ratioLabel(ratio: number): string {
  return `${fractions.get(ratio) ?? String(ratio)}×`;
}
