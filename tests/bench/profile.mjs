/** Median of some numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Where the time of a step goes: for every kernel, in the order of the step, the median time of each of its calls, summed over the
 * calls of a step. Medians, because on a shared machine a call is now and then interrupted.
 */
export function profile(kernels, open, steps) {
  const { run } = kernels;
  const calls = [];
  const timed =
    (name, kernel) =>
    (...args) => {
      const start = performance.now();
      const result = kernel(...args);
      calls.push({ name, ms: performance.now() - start });
      return result;
    };
  const cell = open();
  const { l0 } = cell.train(0, 20);
  kernels.run = Object.fromEntries(Object.entries(run).map(([name, kernel]) => [name, timed(name, kernel)]));
  const stepTimes = [];
  const perStep = [];
  for (let step = 0; step < steps; step++) {
    const before = calls.length;
    stepTimes.push(cell.train(step % 64, 1).wall * 1e3);
    perStep.push(calls.slice(before).filter(({ name }) => name !== "l1Rows")); // a measure, not part of a step
  }
  kernels.run = run;
  return { l0, ms: median(stepTimes), kernels: summary(perStep) };
}

/** Calls of one step are aligned by their place, so that two products of one step are told apart. */
function summary(perStep) {
  const [first] = perStep;
  const usual = perStep.filter(
    (calls) => calls.length === first.length && calls.every(({ name }, i) => name === first[i].name),
  );
  return first.map(({ name }, i) => ({ name, ms: median(usual.map((calls) => calls[i].ms)) }));
}
