// Whole trainings, the sides in turn every chunk of the stream.
import { join } from "node:path";
import { CHUNK, TOY } from "./inputs.mjs";

/** At which share of a run its cost a step is shown. */
const MARKS = [0.01, 0.05, 0.2, 1];

/**
 * One cell of size J at α = 0.1 from its initial weights. A side whose `share` is below 1 trains only so much of the run, and its
 * sums are scaled: only PyTorch may, whose step costs the same at every density.
 */
export async function wholeRun({ sides, folder, torch, torchAdam }, dictSize, { steps, torchShare }) {
  const cell = `whole-${dictSize}`;
  const weights = join(folder, `weights-${dictSize}.safetensors`);
  const open = { cell, weights, alphas: [0.1], rate: 0.001, batch: TOY.batch, adam: torchAdam };
  const sums = sides.map(() => ({ cpu: 0, wall: 0, steps: 0, losses: [], marks: [] }));
  for (const side of sides) await side.ask("open", open);
  for (let start = 0; start < steps; start += CHUNK) {
    const count = Math.min(CHUNK, steps - start);
    for (const [i, side] of sides.entries()) {
      if (side === torch && start >= steps * torchShare) continue;
      add(sums[i], await side.ask("train", { cell, start, steps: count }), count, steps);
    }
  }
  for (const side of sides) await side.ask("close", { cell });
  return { dictSize, steps, lossesApart: largestDifference(sums), sides: sums.map((sum) => scaled(sum, steps)) };
}

function add(sum, { cpu, wall, l0, loss }, count, steps) {
  sum.cpu += cpu;
  sum.wall += wall;
  sum.steps += count;
  sum.losses.push(loss);
  const mark = MARKS[sum.marks.length];
  if (sum.steps >= mark * steps) sum.marks.push({ step: sum.steps, l0, cpuMs: (cpu / count) * 1e3 });
}

const scaled = ({ cpu, wall, steps: done, marks }, steps) => ({
  cpu: (cpu * steps) / done,
  wall: (wall * steps) / done,
  measuredSteps: done,
  marks,
});

/** Largest relative difference between the sides' losses at the end of a chunk: whether both sides train the same cell. */
function largestDifference(sums) {
  const chunks = Math.min(...sums.map(({ losses }) => losses.length));
  let most = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const losses = sums.map((sum) => sum.losses[chunk]);
    most = Math.max(most, Math.max(...losses) / Math.min(...losses) - 1);
  }
  return most;
}
