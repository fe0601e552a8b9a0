// The tables of docs/performance.md, also printed to the terminal. PyTorch is the last side; ratios are PyTorch's time over ours.

const fixed = (value, digits = 2) => (value === null || value === undefined ? "–" : value.toFixed(digits));
const share = (part, digits = 1) => `${(100 * part).toFixed(digits)} %`;
const ratio = (theirs, ours) => `${(theirs / ours).toFixed(2)}×`;
const row = (cells) => `| ${cells.join(" | ")} |`;

function table(head, rows) {
  const line = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [row(head), row(line), ...rows.map(row)].join("\n");
}

/** Times of all sides, then PyTorch's ratio to each of ours. */
function compared(times, digits) {
  const ours = times.slice(0, -1);
  const theirs = times.at(-1);
  return [...times.map((time) => fixed(time, digits)), ...ours.map((time) => ratio(theirs, time))];
}

const heads = (names) => [...names, ...names.slice(0, -1).map((name) => `ratio ${name}`)];

function stepsTable({ names, steps }) {
  const rows = steps.map(({ dictSize, l0, cpuMs }) => [`J = ${dictSize}, L0 ${fixed(l0, 0)}`, ...compared(cpuMs, 2)]);
  return table(["ms a step", ...heads(names)], rows);
}

/** One of the sides' sums, `cpu` or `wall`, of every whole run and of the grid. */
function runsTable({ names, wholeRuns, grid }, what, field, digits) {
  const times = (sides) =>
    compared(
      sides.map((side) => side[field]),
      digits,
    );
  const rows = wholeRuns.map(({ dictSize, steps, sides }) => [`J = ${dictSize}, ${steps} steps`, ...times(sides)]);
  if (grid !== undefined) rows.push([`grid, ${grid.cells} cells × ${grid.steps} steps`, ...times(grid.sides)]);
  return table([what, ...heads(names)], rows);
}

function marksTable({ names, wholeRuns }) {
  const rows = wholeRuns.flatMap(({ dictSize, sides }) =>
    sides
      .slice(0, -1)
      .flatMap(({ marks }, i) =>
        marks.map(({ step, l0, cpuMs }) => [`J = ${dictSize}, ${names[i]}`, `${step}`, fixed(l0, 1), fixed(cpuMs)]),
      ),
  );
  return table(["along a run", "step", "L0", "ms a step"], rows);
}

const dataTable = ({ names, data }) =>
  table(
    ["ms a batch", ...names],
    data.map(({ what, cpuMs }) => [what, ...cpuMs.map((ms) => fixed(ms, 3))]),
  );

const variantsTable = ({ variants }) =>
  table(
    ["PyTorch, J = 512", "core-ms a step", "ms of the clock"],
    variants.map(({ name, cpuMs, wallMs }) => [name, fixed(cpuMs), fixed(wallMs)]),
  );

const peakTable = ({ peaks }) =>
  table(
    ["limit", "GFLOP/s a core"],
    peaks.map(({ what, flops }) => [what, fixed(flops / 1e9, 0)]),
  );

/** Which calls of a kernel do what, by their order in a step. */
const CALLS = {
  multiply: ["encode", "decode", "decoder's gradient", "encoder's gradient"],
  combineRows: ["x from codes", "decode"],
  transpose: ["codes", "their gradients"],
  packColumns: ["dictionary", "error", "x"],
  packStretches: ["dictionary", "x", "error"],
};

function named(kernels) {
  const seen = {};
  return kernels.map(({ name, ms }) => {
    seen[name] = (seen[name] ?? 0) + 1;
    const call = CALLS[name]?.[seen[name] - 1];
    return { name: call === undefined ? name : `${name}: ${call}`, ms };
  });
}

/** Kernels by the density of the state: every column is one state on one engine. */
function profileTable({ name, states }) {
  const columns = states.map(({ kernels }) => new Map(named(kernels).map((kernel) => [kernel.name, kernel.ms])));
  const kernels = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const cell = (kernel, i) => {
    const ms = columns[i].get(kernel);
    return ms === undefined ? "–" : `${fixed(ms, 3)} (${share(ms / states[i].ms, 0)})`;
  };
  const rows = kernels.map((kernel) => [kernel].concat(columns.map((_, i) => cell(kernel, i))));
  rows.push(["whole step", ...states.map(({ ms }) => fixed(ms, 3))]);
  return table([`${name}: ms a step`, ...states.map(({ l0 }) => `L0 ${fixed(l0, 0)}`)], rows);
}

function runs(results) {
  const { machine, wholeRuns } = results;
  const apart = Math.max(...wholeRuns.map(({ lossesApart }) => lossesApart));
  const wall = "seconds of the clock (grid: on all cores)";
  return [
    runsTable(results, "core-seconds", "cpu", 1),
    runsTable(results, wall, "wall", 1),
    `${machine.scaled} The sides' losses along the whole runs differ by at most ${(100 * apart).toPrecision(1)} %: they train the same cells on the same batches.`,
  ];
}

function shareOfData({ names, grid, data }) {
  if (grid === undefined) return [];
  const of = (i) => share((grid.steps * data[0].cpuMs[i]) / 1e3 / grid.sides[i].cpu);
  const shares = names.slice(0, -1).map((name, i) => `${of(i)} of the grid's core-seconds on ${name.split(",")[0]}`);
  return [`Codes are drawn once for all cells of an experiment: ${shares.join(", ")}.`];
}

const workersText = ({ workers: { one, two } }) =>
  `Eight equal cells of the default scale through the command line: ${fixed(one, 1)} s with one worker, ${fixed(two, 1)} s with two, ${ratio(one, two)} the throughput.`;

/** The parts of a run, by what must have been measured for each. */
const PARTS = [
  { needs: "wholeRuns", title: "Whole runs", write: runs },
  { needs: "steps", title: "Steps at fixed densities", write: (results) => [stepsTable(results)] },
  { needs: "wholeRuns", title: "Along a run", write: (results) => [marksTable(results)] },
  { needs: "data", title: "Data", write: (results) => [dataTable(results), ...shareOfData(results)] },
  { needs: "peaks", title: "Limits", write: (results) => [peakTable(results)] },
  { needs: "workers", title: "Two workers", write: (results) => [workersText(results)] },
  { needs: "variants", title: "PyTorch's variants", write: (results) => [variantsTable(results)] },
  {
    needs: "profiles",
    title: "Where a step's time goes, J = 512",
    write: ({ profiles }) => profiles.map(profileTable),
  },
];

function heading({ machine, variants, grid, workers }) {
  const missing = [grid ?? "the grid", workers ?? "the two workers"].filter((part) => typeof part === "string");
  const { load, loadAfter } = machine;
  const loads = loadAfter === null ? `${load} at the start` : `${load} at the start, ${loadAfter} at the end`;
  const text = [
    `Measured on ${machine.cores} cores of ${machine.model} (${machine.system}), ${machine.when}; load average ${loads}. PyTorch ${machine.torch} (${machine.torchVectors}), ${variants[0].name}.`,
    machine.note,
    missing.length > 0 ? `The run was broken off: not measured are ${missing.join(" and ")}.` : "",
  ];
  return text.filter((sentence) => sentence !== "").join(" ");
}

/** Everything that was measured, as Markdown; a run that was broken off gives what it has. */
export function report(results) {
  const parts = PARTS.filter(({ needs }) => results[needs] !== undefined);
  const sections = parts.map(({ title, write }) => [`### ${title}`].concat(write(results)));
  return [heading(results)].concat(sections.flat()).join("\n\n");
}
