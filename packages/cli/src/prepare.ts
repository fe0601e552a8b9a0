import { normalize } from "node:path";
import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";
import { opVersions, type Store } from "@goldilocks/engine";
import { checkFigure } from "@goldilocks/figures/text";
import { compile, type Plan } from "@goldilocks/plan";
import { type Experiment, loadExperiment } from "@goldilocks/spec";
import { type DamageReport, openStore } from "@goldilocks/store";
import { type Arguments, type OptionTable, valueOf } from "./arguments.ts";
import { SourcedError } from "./error.ts";
import { figureNodes, tableNode } from "./nodes.ts";
import { readText } from "./read-file.ts";
import { type RunCommand, runCommandOf } from "./run-command.ts";
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
  /** What was typed, where that means something elsewhere too. */
  readonly command: RunCommand | null;
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
  onDamage: (report: DamageReport) => void,
): Promise<Prepared> {
  const workspace = findWorkspace(env, process.cwd());
  const profile = valueOf(given, "profile");
  // `.` and its like have no name of their own that an issue could show.
  const named = normalize(file).replace(/[/\\]$/u, "") === "." ? workspace.base : file;
  const experiment = await loadExperiment(named, {
    read: (path) => readText(workspace.base, path),
    ...(profile === undefined ? {} : { profile }),
    set: given.values.get("set") ?? [],
  });
  const plan = compiled(experiment);
  const store = await openStore(workspace.store, { onDamage });
  return { workspace, experiment, plan, store, command: runCommandOf(workspace, file, given) };
}

function compiled(experiment: Experiment): Plan {
  try {
    const plan = compile(experiment, opVersions);
    const issues = figureIssues(plan);
    if (issues.length > 0) throw new GoldilocksError(issues);
    return plan;
  } catch (error) {
    throw error instanceof GoldilocksError ? new SourcedError(error, experiment.sources) : error;
  }
}

/** Figures that could not be drawn are found before anything is trained. */
function figureIssues(plan: Plan): readonly Issue[] {
  const { known, measured, derived } = tableNode(plan).parameters;
  const columns = [...known, ...measured, ...derived];
  const span = plan.experiment.spans.get("figures");
  return figureNodes(plan).flatMap(({ parameters: { spec, vectors } }) => {
    // A history or histogram of vectors draws columns that the table does not have.
    if (vectors !== null) return [];
    const issues: readonly Issue[] = checkFigure(spec, columns);
    return issues.map(({ code, message, hint }): Issue => {
      const told = { code, message: `figure ${spec.name}: ${message}` };
      return Object.assign(told, span === undefined ? {} : { span }, hint === undefined ? {} : { hint });
    });
  });
}
