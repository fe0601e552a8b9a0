import { join } from "node:path";
import { ROOT, run } from "./exp.mjs";

/**
 * Thousands of changed experiments, claims, figures, capsules and answers of MLflow: each is taken as what it is, or refused with a code and a hint,
 * in bounded time and memory.
 */
export const fuzz = async () => {
  const lines = (await run(process.execPath, [join(ROOT, "tests/faults/fuzz/fuzz.mjs")])).trimEnd().split("\n");
  // Without its progress.
  return lines.filter((line) => !/^[a-z]+ \d+(?:, [a-z]+ \d+)*$/u.test(line)).join("\n");
};
