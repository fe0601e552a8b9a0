import { isAbsolute, join, normalize, relative, resolve, sep } from "node:path";
import { distinctIssues, GoldilocksError, type Issue, isWarning } from "@goldilocks/diagnostics";
import { opVersions, type Store } from "@goldilocks/engine";
import { checkExperiment, compile, type Plan } from "@goldilocks/plan";
import { type Experiment, type Found, loadExperiment } from "@goldilocks/spec";
import { openStore } from "@goldilocks/store";
import type { Arguments, OptionTable } from "./arguments.ts";
import { SourcedError } from "./error.ts";
import { filesOf } from "./experiment-files.ts";
import { earlyFigureIssues, figureIssues } from "./figure-issues.ts";
import { type Changes, changesOf, type RunCommand, runCommandOf } from "./run-command.ts";
import { resultsName } from "./run/results-folder.ts";
import type { StoreEvents } from "./stored/store-events.ts";
import { findWorkspace, type Workspace } from "./workspace.ts";

/** Options of every command that takes an experiment. */
export const experimentOptions: OptionTable = {
  profile: { value: "NAME", summary: "merge this profile of the file over it" },
  set: { value: "KEY=VALUE", repeatable: true, summary: "change a key; may be given several times" },
};

/** An experiment compiled, and the store it runs against. */
export interface Prepared {
  readonly workspace: Workspace;
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly store: Store;
  /** What the file says that a person probably did not mean, in reading order. */
  readonly warnings: readonly Issue[];
  /** What the command line changes of the file. */
  readonly changes: Changes;
  /** What was typed, where that means something elsewhere too. */
  readonly command: RunCommand | null;
  /** The experiment's file, from the workspace's root and with `/`; null where it comes from a record, or from among the results. */
  readonly file: string | null;
  /** The folder that its results are left in for people. */
  readonly folder: string;
  /** Whether that folder was asked for by `--out`. */
  readonly isPlaced: boolean;
  /** The result that this one is made anew from, on another class of device. */
  readonly derivedFrom?: string;
}

/**
 * Reads an experiment, compiles it and opens the store.
 *
 * @throws SpecError, {@link SourcedError} for issues of cells and figures, StoreError.
 */
export async function prepare(
  file: string,
  given: Arguments,
  env: Readonly<Record<string, string | undefined>>,
  events: StoreEvents,
): Promise<Prepared> {
  const workspace = findWorkspace(env, process.cwd());
  const changes = changesOf(given);
  const { profile, set } = changes;
  // `.` and its like have no name of their own that an issue could show.
  const named = normalize(file).replace(/[/\\]$/u, "") === "." ? workspace.base : file;
  const experiment = await loadExperiment(named, {
    ...filesOf(workspace.base),
    ...(profile === null ? {} : { profile }),
    set,
    check: problems,
  });
  const { plan, warnings } = compiled(experiment);
  const store = await openStore(workspace.store, events);
  const command = runCommandOf(workspace, file, changes);
  const folder = join(workspace.results, resultsName(experiment.name, changes));
  const path = fileIn(workspace, file);
  return { workspace, experiment, plan, store, warnings, changes, command, file: path, folder, isPlaced: false };
}

/** A file from the workspace's root; null for the normal form that a run left among its results, which is no experiment of its own. */
function fileIn({ base, root, results }: Workspace, file: string): string | null {
  const path = resolve(base, file);
  const below = relative(results, path);
  const isResult = !isAbsolute(below) && below.split(sep)[0] !== "..";
  return isResult ? null : relative(root, path).split(sep).join("/");
}

/** Whatever could not be run or drawn is found before anything is trained. */
const problems = (experiment: Experiment, found: Found): readonly Issue[] => [
  ...checkExperiment(experiment, found.doubtful),
  ...earlyFigureIssues(experiment, found),
];

function compiled(experiment: Experiment): Pick<Prepared, "plan" | "warnings"> {
  try {
    const plan = compile(experiment, opVersions);
    const issues = figureIssues(plan);
    const errors = issues.filter((issue) => !isWarning(issue));
    if (errors.length > 0) throw new GoldilocksError(errors);
    return { plan, warnings: distinctIssues([...experiment.warnings, ...issues]) };
  } catch (error) {
    throw error instanceof GoldilocksError ? new SourcedError(error, experiment.sources) : error;
  }
}
