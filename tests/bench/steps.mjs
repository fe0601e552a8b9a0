// Milliseconds of the processor a step, at fixed densities: the learning rate is 0, so a state stays what it is.
import { join } from "node:path";
import { TOY } from "./inputs.mjs";
import { median } from "./profile.mjs";

/** Mean active codes a sample at which a step is measured, from a cell that is trained until it is as sparse. */
const DENSITIES = [170, 40, 6];
const WARM_UP = 12;

/** Trains a cell with a large L1 coefficient and keeps its weights at the densities asked for; gives the file of each. */
async function sparseStates({ maker, folder }, dictSize, alpha, densities, most) {
  const weights = join(folder, `weights-${dictSize}.safetensors`);
  await maker.ask("open", { cell: "sparser", weights, alphas: [alpha], rate: 0.001, batch: TOY.batch });
  const files = [];
  let step = 0;
  for (const density of densities) {
    let l0 = Infinity;
    while (l0 > density && step < most) {
      const steps = l0 > 100 ? 2 : 8;
      ({ l0 } = await maker.ask("train", { cell: "sparser", start: step, steps }));
      step += steps;
    }
    const file = join(folder, `sparse-${dictSize}-${density}.safetensors`);
    await maker.ask("save", { cell: "sparser", file });
    files.push(file);
  }
  await maker.ask("close", { cell: "sparser" });
  return files;
}

/** One state on every side, round after round, the sides in turn. */
async function measure({ sides, torchAdam }, name, dictSize, state, { rounds, steps }) {
  const request = { cell: name, alphas: [0.1], rate: 0, batch: TOY.batch, adam: torchAdam, ...state };
  const times = sides.map(() => []);
  let l0s = [];
  for (const side of sides) {
    await side.ask("open", request);
    await side.ask("train", { cell: name, start: 0, steps: WARM_UP });
  }
  for (let round = 0; round < rounds; round++) {
    l0s = [];
    for (const [i, side] of sides.entries()) {
      const { cpu, l0 } = await side.ask("train", { cell: name, start: 0, steps });
      times[i].push((cpu / steps) * 1e3);
      l0s.push(l0);
    }
  }
  for (const side of sides) await side.ask("close", { cell: name });
  return { dictSize, l0: median(l0s), cpuMs: times.map(median), rounds: times };
}

/** The states of J = 512: every code active, then sparser and sparser. */
export async function states512(bench) {
  const files = await sparseStates(bench, 512, 1, DENSITIES, 2000);
  const start = join(bench.folder, "weights-512.safetensors");
  return [{ weights: start, shift: 10 }, { weights: start }, ...files.map((weights) => ({ weights }))];
}

/** Rows of the table of steps. */
export async function measureSteps(bench, { rounds, steps }) {
  const rows = [];
  for (const [i, state] of (await states512(bench)).entries()) {
    rows.push(await measure(bench, `steps-${i}`, 512, state, { rounds, steps }));
  }
  const [weights] = await sparseStates(bench, 4096, 10, [12], 600);
  rows.push(await measure(bench, "steps-4096", 4096, { weights }, { rounds, steps: Math.ceil(steps / 6) }));
  return rows;
}
