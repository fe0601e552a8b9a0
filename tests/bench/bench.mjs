// `pnpm run bench`: Goldilocks against PyTorch on the CPU, in one run, the sides in turn so that a drift of the machine hits all.
//
//   --quick               a few minutes' worth of everything, to see that it works
//   --steps N             steps of a whole run (20000)        --grid-steps N   steps of the grid's cells (3000)
//   --rounds N            rounds of the medians (5)           --torch-share S  share of a whole run that PyTorch trains (1)
//   --from FILE           measures nothing: the tables of an earlier run, also of one that was broken off
//   --json FILE           where the numbers go                --write          put the tables into docs/performance.md
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, type } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { measureData } from "./data.mjs";
import { GRID_SIZES, measureGrid } from "./grid.mjs";
import { CHUNK, TOY } from "./inputs.mjs";
import { report } from "./report.mjs";
import { goldilocks, pytorch } from "./side.mjs";
import { measureSteps, states512 } from "./steps.mjs";
import { inputsFolder, newestNode, pythonWithTorch, ROOT } from "./tools.mjs";
import { torchVariants } from "./torch-best.mjs";
import { wholeRun } from "./whole-runs.mjs";
import { measureWorkers } from "./workers.mjs";

const FULL = { steps: 20_000, gridSteps: 3000, rounds: 5, timedSteps: 96, workerRounds: 3, torchShare: 1 };
const QUICK = { steps: 1024, gridSteps: 256, rounds: 3, timedSteps: 24, workerRounds: 1, torchShare: 0.5 };
const PAGE = join(ROOT, "docs/performance.md");
const [BEGIN, END] = ["<!-- bench: begin -->", "<!-- bench: end -->"];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    json: { type: "string", default: join(ROOT, "results/bench.json") },
    from: { type: "string" },
    steps: { type: "string" },
    "grid-steps": { type: "string" },
    rounds: { type: "string" },
    "torch-share": { type: "string" },
  },
});

function settings() {
  const from = flags.quick ? QUICK : FULL;
  const number = (name, otherwise) => (flags[name] === undefined ? otherwise : Number(flags[name]));
  return {
    ...from,
    steps: number("steps", from.steps),
    gridSteps: number("grid-steps", from.gridSteps),
    rounds: number("rounds", from.rounds),
    torchShare: number("torch-share", from.torchShare),
  };
}

const started = performance.now();
const say = (text) => console.error(`${((performance.now() - started) / 1e3).toFixed(0).padStart(5)} s  ${text}`);

const onEveryCore = (make) => Array.from({ length: availableParallelism() }, make);

/** A process a core for every side, of which the first is measured alone and all train the grid. */
function openSides(node, newest, python, folder) {
  const teams = [
    onEveryCore(() => goldilocks(node)),
    onEveryCore(() => goldilocks(newest)),
    onEveryCore(() => pytorch(python)),
  ];
  const sides = teams.map(([first]) => first);
  const [, maker, torch] = sides;
  return { teams, sides, maker, torch, folder };
}

async function shareInputs({ teams, maker, folder }, { steps, gridSteps }) {
  const chunks = Math.ceil(Math.max(steps, gridSteps, 2000) / CHUNK);
  await maker.ask("write", { folder, chunks, sizes: [...GRID_SIZES, 4096] });
  for (const side of teams.flat()) await side.ask("inputs", { folder, batch: TOY.batch });
}

async function profiles(bench, names, steps) {
  const states = await states512(bench);
  const all = [];
  for (const [i, side] of bench.sides.slice(0, -1).entries()) {
    const measured = [];
    for (const state of states.slice(1)) {
      measured.push(await side.ask("profile", { alphas: [0.1], rate: 0, batches: steps, ...state }));
    }
    all.push({ name: names[i], states: measured });
  }
  return all;
}

const load = () => loadavg()[0].toFixed(1);

/** Measures part after part; `save` is called after each, so that a run that is broken off leaves what it has. */
async function measure(bench, options, tools, save) {
  const { teams, sides, torch, folder } = bench;
  const { rounds, timedSteps } = options;
  const about = await Promise.all(sides.map((side) => side.ask("about")));
  const names = about.map(({ name, version, vectors }) =>
    name === "PyTorch" ? name : `Node ${version.slice(1)}, ${vectors}`,
  );
  const results = { machine: describeMachine(about.at(-1), options), options, names };
  const part = async (name, title, make) => {
    say(title);
    results[name] = await make();
    save(results);
  };
  await part("variants", "PyTorch's variants", () => torchVariants(torch, folder, { rounds, steps: timedSteps }));
  const [best] = results.variants;
  for (const side of teams.at(-1)) await side.ask("threads", { threads: best.threads });
  const prepared = { ...bench, torchAdam: best.adam };
  await part("peaks", "limits", () => measurePeaks(sides, names));
  await part("data", "data", () => measureData(prepared, Math.min(CHUNK, 2 * timedSteps)));
  await part("steps", "steps at fixed densities", () => measureSteps(prepared, { rounds, steps: timedSteps }));
  await part("profiles", "where a step's time goes", () => profiles(prepared, names, timedSteps));
  await part("wholeRuns", "whole runs", async () => [
    await wholeRun(prepared, 512, options),
    await wholeRun(prepared, 1024, options),
  ]);
  const described = teams.map((processes, i) => ({
    processes: best.threads > 1 && sides[i] === torch ? processes.slice(0, 1) : processes,
    isTorch: sides[i] === torch,
    stack: best.stack > 1,
  }));
  await part("grid", "grid", () => measureGrid(described, prepared, { steps: options.gridSteps }));
  for (const side of teams.flat()) side.end();
  await part("workers", "workers", () => measureWorkers(tools.newest, options.workerRounds));
  results.machine.loadAfter = load();
  save(results);
  return results;
}

async function measurePeaks(sides, names) {
  const peaks = [];
  for (const [i, side] of sides.entries()) {
    const what =
      names[i] === "PyTorch" ? "PyTorch's 1024 × 1024 matrix product" : `${names[i]}: multiply and add in registers`;
    peaks.push(Object.assign({ what }, await side.ask("peak")));
  }
  return peaks;
}

function describeMachine({ version, vectors }, { torchShare }) {
  const before = load();
  const busy =
    "Other work ran on the machine meanwhile: seconds of the clock suffer from it, seconds of the processor less.";
  const percent = (100 * torchShare).toFixed(0);
  return {
    model: cpus()[0]?.model ?? "an unknown processor",
    cores: availableParallelism(),
    system: `${type()} on ${arch()}`,
    when: new Date().toISOString().slice(0, 10),
    load: before,
    loadAfter: null, // until the run has ended
    torch: version,
    torchVectors: vectors,
    note: Number(before) > 0.5 ? busy : "",
    scaled:
      torchShare < 1
        ? `PyTorch trained the first ${percent} % of each whole run; its seconds are scaled to the whole, since its step costs the same at every density.`
        : "",
  };
}

/** Replaces what lies between the page's marks. */
function writePage(text) {
  const page = readFileSync(PAGE, "utf8");
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks its marks ${BEGIN} and ${END}`);
  writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`);
}

async function measureAll() {
  const tools = { newest: newestNode(), python: pythonWithTorch() };
  const options = settings();
  const bench = openSides(process.execPath, tools.newest, tools.python, inputsFolder());
  say("inputs");
  await shareInputs(bench, options);
  mkdirSync(dirname(flags.json), { recursive: true });
  const results = await measure(bench, options, tools, (soFar) => {
    writeFileSync(flags.json, `${JSON.stringify(soFar, null, 2)}\n`);
  });
  say(`done; ${flags.json}`);
  return results;
}

const text = report(flags.from === undefined ? await measureAll() : JSON.parse(readFileSync(flags.from, "utf8")));
console.log(text);
if (flags.write) writePage(text);
