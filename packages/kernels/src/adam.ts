/** Adam's numbers (Kingma and Ba, 2015); `learningRate` per step. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** base^exponent for a whole exponent ≥ 0, by squaring: products only, so the same bits in every engine. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/**
 * Bias correction of step t ≥ 1 as two factors: the update is stepSize · m / (√v · rootScale + ε). `share` is the step's share of the
 * learning rate.
 */
export function biasCorrection(adam: AdamOptions, step: number, share = 1): { stepSize: number; rootScale: number } {
  return {
    stepSize: (adam.learningRate * share) / (1 - wholePower(adam.beta1, step)),
    rootScale: 1 / Math.sqrt(1 - wholePower(adam.beta2, step)),
  };
}

/** Below this share of itself a first moment is no longer a number that float32 can hold. */
const VANISHED = 1e-46;

/** Steps without a gradient after which a first moment has vanished: from there on Adam would not move the parameter. */
export function idleLimit(beta1: number): number {
  let steps = 1;
  for (let rest = beta1; rest > VANISHED && steps < 1_000_000; steps++) rest *= beta1;
  return steps;
}
