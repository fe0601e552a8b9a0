// A grid with its dense cells, on every core: α 0.01 … 1 in half decades by sizes ½, 1 and 2, one process a core.
import { join } from "node:path";
import { CHUNK, TOY } from "./inputs.mjs";

const ALPHAS = [0.01, 0.0316228, 0.1, 0.316228, 1];
export const GRID_SIZES = [256, 512, 1024];
/** Chunks a side trains before it is the other's turn. */
const TURN = 4 * CHUNK;

/** What a cell is likely to cost, to share the grid out evenly: a small L1 coefficient keeps codes dense for long. */
const cost = ({ dictSize, alpha }, dense) =>
  dictSize * (dense ? 1 : 1 + (alpha < 0.05 ? 1.5 : 0) + (alpha < 0.2 ? 0.5 : 0));

/** Shares the cells out: the next largest always to the process with least to do. */
function shareOut(processes, dense) {
  const cells = GRID_SIZES.flatMap((dictSize) => ALPHAS.map((alpha) => ({ dictSize, alpha })));
  const parts = Array.from({ length: processes }, () => ({ cost: 0, cells: [] }));
  for (const cell of cells.toSorted((a, b) => cost(b, dense) - cost(a, dense))) {
    const part = parts.reduce((least, other) => (other.cost < least.cost ? other : least));
    part.cells.push(cell);
    part.cost += cost(cell, dense);
  }
  return parts.map((part) => part.cells);
}

/** Cells of one size as one stack, or each by itself. */
function grouped(cells, stack) {
  if (!stack) return cells.map(({ dictSize, alpha }) => ({ dictSize, alphas: [alpha] }));
  const sizes = GRID_SIZES.filter((dictSize) => cells.some((cell) => cell.dictSize === dictSize));
  return sizes.map((dictSize) => ({
    dictSize,
    alphas: cells.filter((cell) => cell.dictSize === dictSize).map(({ alpha }) => alpha),
  }));
}

/** Opens a side's part of the grid in its processes; gives what trains the next steps of all. */
async function openTeam({ processes, isTorch, stack }, { folder, torchAdam }) {
  const parts = shareOut(processes.length, isTorch).map((cells) => grouped(cells, isTorch && stack));
  for (const [p, groups] of parts.entries()) {
    for (const [g, { dictSize, alphas }] of groups.entries()) {
      const weights = join(folder, `weights-${dictSize}.safetensors`);
      const request = { cell: `grid-${g}`, weights, alphas, rate: 0.001, batch: TOY.batch, adam: torchAdam };
      await processes[p].ask("open", request);
    }
  }
  return (start, steps) =>
    Promise.all(
      parts.map(async (groups, p) => {
        const sum = { cpu: 0, wall: 0 };
        for (const g of groups.keys()) {
          const { cpu, wall } = await processes[p].ask("train", { cell: `grid-${g}`, start, steps });
          sum.cpu += cpu;
          sum.wall += wall;
        }
        return sum;
      }),
    );
}

/** Trains the grid on every team in turn. Wall time of a team is that of its busier process, turn by turn. */
export async function measureGrid(teams, bench, { steps }) {
  const trainers = [];
  for (const team of teams) trainers.push(await openTeam(team, bench));
  const sums = teams.map(() => ({ cpu: 0, wall: 0 }));
  for (let start = 0; start < steps; start += TURN) {
    for (const [i, train] of trainers.entries()) {
      const parts = await train(start, Math.min(TURN, steps - start));
      sums[i].cpu += parts.reduce((sum, { cpu }) => sum + cpu, 0);
      sums[i].wall += Math.max(...parts.map(({ wall }) => wall));
    }
  }
  return { cells: GRID_SIZES.length * ALPHAS.length, steps, sides: sums };
}
