// What a second worker gains, through the command line as its users run it.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { exp } from "../real/exp.mjs";
import { median } from "./profile.mjs";
import { ROOT } from "./tools.mjs";

const FILE = join(ROOT, "tests/bench/workers.yaml");

/** Seconds of the clock that a run on an empty store takes. */
async function seconds(node, args) {
  const start = performance.now();
  const store = await exp([FILE, "--quiet", ...args], { node });
  const taken = (performance.now() - start) / 1e3;
  await rm(store, { recursive: true });
  return taken;
}

/** Eight equal cells with one worker and with two, in turn. */
export async function measureWorkers(node, rounds) {
  const [one, two] = [[], []];
  for (let round = 0; round < rounds; round++) {
    one.push(await seconds(node, ["--workers", "1"]));
    two.push(await seconds(node, ["--workers", "2"]));
  }
  return { one: median(one), two: median(two), rounds: { one, two } };
}
