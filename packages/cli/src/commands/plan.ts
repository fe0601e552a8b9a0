import { asWarning } from "@goldilocks/diagnostics";
import { availableParallelism } from "node:os";
import { nodeKinds } from "@goldilocks/plan";
import { workersOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { onlyFile } from "../positionals.ts";
import { type Estimate, estimate } from "../plan-estimate.ts";
import { experimentOptions, type Prepared, prepare } from "../prepare.ts";
import { placeIssues } from "../results/check-place.ts";
import { placed, placeOption } from "../results/placed.ts";
import { storeEvents } from "../stored/store-events.ts";
import { answer } from "../text/answer.ts";
import { align } from "../text/align.ts";
import { type Paint, paintFor } from "../text/paint.ts";
import { issuesLines } from "../text/report-error.ts";
import { bytes, count, flops, inWords, whole } from "../text/quantities.ts";

/** `exp plan FILE`: what running it would take; runs nothing. */
export const plan: Command = {
  name: "plan",
  summary: "show what a run would take: cells, stored and new results, arithmetic, memory, time",
  usage: "plan FILE [options]",
  details: `Runs nothing. The time is estimated from training steps of each size on this machine, measured once, in a moment.

example:
  exp plan experiments/toy-fig3.yaml --profile post --workers 8`,
  argument: "experiment",
  options: {
    ...experimentOptions,
    ...placeOption,
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    json: { summary: "print the plan as JSON on standard output, and nothing else there" },
  },
  run: async (given, { env, err, out }) => {
    const file = onlyFile(given, "plan");
    const workers = workersOf(given, availableParallelism());
    const prepared = placed(await prepare(file, given, env, storeEvents(err)), given);
    const found = await estimate(prepared, workers, env);
    const { experiment } = prepared;
    // A plan leaves no results: what would stop the run is said, and does not stop the plan.
    const place = await placeIssues(prepared, isToDo(found));
    const warnings = [...prepared.warnings, ...place.map(asWarning)];
    err.print(issuesLines(warnings, err, experiment.sources));
    if (found.fewerWorkers !== null) err.print(found.fewerWorkers);
    answer(given, out, { ...found, warnings }, planLines(prepared, found, paintFor(out.color)));
    return exitCodes.done;
  },
};

function planLines({ experiment, plan: compiled }: Prepared, found: Estimate, paint: Paint): readonly string[] {
  const rows = nodeKinds.flatMap((kind) => {
    const counts = found.nodes[kind];
    return counts === undefined
      ? []
      : [[kind, whole(counts.stored), whole(counts.new), counts.idle > 0 ? whole(counts.idle) : ""]];
  });
  const idle = rows.some(([, , , unneeded]) => unneeded !== "");
  const table = align([["", "stored", "new", idle ? "not needed" : ""], ...rows], ["left", "right", "right", "right"]);
  const names = experiment.figures.map(({ name }) => name);
  const keys = [
    ["table", compiled.table],
    ...compiled.figures.map((key, index) => [`figure ${names[index] ?? ""}`, key]),
    ...(compiled.claims === null ? [] : [["claims", compiled.claims]]),
  ];
  return [
    `${paint.bold(found.name)}: ${found.title}`,
    "",
    ...align(factRows(found), ["left", "left"]).map((line) => `  ${line}`),
    "",
    ...table.map((line, index) => `  ${index === 0 ? paint.dim(line) : line}`),
    "",
    ...align(keys, ["left", "left"]).map((line) => `  ${line}`),
  ];
}

const isToDo = ({ nodes }: Estimate): boolean => Object.values(nodes).some((one) => one.new > 0);

function factRows(found: Estimate): readonly (readonly string[])[] {
  const { repeats } = found;
  const cells = `${whole(found.cells)}${repeats > 1 ? ` (${repeats} repeats)` : ""}, ${count(found.trajectories, "training")}`;
  if (!isToDo(found))
    return [
      ["cells", cells],
      ["to do", "nothing: everything is in the store"],
    ];
  return [
    ["cells", cells],
    ["to train", `${found.mayEndEarly ? "at most " : ""}${whole(found.steps)} steps`],
    ["arithmetic", flops(found.flops)],
    ["written", bytes(found.bytes)],
    ["memory", `${bytes(found.memory)} with ${count(found.workers, "worker")}`],
    ["time", timeOf(found)],
  ];
}

function timeOf({ seconds, flopsPerSecond, steps, mayEndEarly }: Estimate): string {
  if (seconds === null || flopsPerSecond === null)
    return steps === 0 ? "a moment: nothing is to be trained" : "not known";
  return `${mayEndEarly ? "at most" : "about"} ${inWords(seconds * 1000)} (${flops(flopsPerSecond)}/s a worker)`;
}
