/**
 * The viridis colour map (CC0, van der Walt and Smith) at 33 equal steps; between two of them colours are interpolated by arithmetic
 * alone and rounded to whole bytes, so that they are the same everywhere.
 */
const STEPS = steps(
  "440154 470d60 48186a 482374 472d7b 453781 424086 3e4989 3b528b 375b8d 33638d 2f6b8e 2c728e 297a8e 26828e 23898e 21918c 1f988b 1fa088 22a785 28ae80 32b67a 3fbc73 4ec36b 5ec962 70cf57 84d44b 98d83e addc30 c2df23 d8e219 ece51b fde725",
);

/** Colours from their hexadecimal codes. */
export function steps(codes: string): readonly Colour[] {
  return codes.split(" ").map((code): Colour => [channel(code, 0), channel(code, 2), channel(code, 4)]);
}

function channel(code: string, at: number): number {
  return Number.parseInt(code.slice(at, at + 2), 16);
}

/** Red, green, blue, each a whole number in 0…255. */
export type Colour = readonly [number, number, number];

/** The colour at `share` of the way from dark to bright; shares outside [0, 1] are drawn at the ends. */
export const viridis = (share: number): Colour => interpolated(STEPS, share);

/** The colour at `share` of the way along equal steps. */
export function interpolated(colours: readonly Colour[], share: number): Colour {
  const at = Math.min(1, Math.max(0, share)) * (colours.length - 1);
  const below = Math.min(Math.floor(at), colours.length - 2);
  const from = colours[below] ?? BLACK;
  const to = colours[below + 1] ?? BLACK;
  const mix = (k: 0 | 1 | 2): number => Math.round(from[k] + (to[k] - from[k]) * (at - below));
  return [mix(0), mix(1), mix(2)];
}

const BLACK: Colour = [0, 0, 0];

/** `#rrggbb`. */
export function hex(colour: Colour): string {
  return `#${colour.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Black or white, whichever reads better on that colour. */
export function inkOn([red, green, blue]: Colour): "#000000" | "#ffffff" {
  return red * 0.299 + green * 0.587 + blue * 0.114 > 112 ? "#000000" : "#ffffff";
}
