import { GoldilocksError } from "@goldilocks/diagnostics";
import type { Json } from "@goldilocks/digest";
import { opVersions } from "@goldilocks/engine";
import { compile, type Difference, nearest, type Plan } from "@goldilocks/plan";
import { loadNormal } from "@goldilocks/spec";
import { CliError } from "../error.ts";
import { shown } from "../stored/node-words.ts";
import { deviceOf } from "./device-class.ts";
import type { Target } from "./target.ts";

/**
 * The plan that makes a target and nothing else: compiled from the experiment as it was recorded, never from a file of today. Of what
 * was made although cells had failed it is the plan of the whole: running it shows which cells fail now.
 *
 * @throws {@link CliError} `CLI_CODE_CHANGED` where today's program gives that experiment other keys.
 */
export async function planOfTarget(target: Target): Promise<Plan> {
  const { normal } = target;
  const key = target.key === null ? null : (target.partialOf ?? target.key);
  const experiment = await loadNormal(normal);
  const plan = compile(experiment, opVersions, deviceOf(target));
  if (key === null) return plan;
  const node = plan.nodes.get(key);
  if (node === undefined) throw changed(key, plan, target);
  if (node.kind === "figure") return { ...plan, ...figureOf(plan, key), goals: [plan.table, key] };
  // Estimates and verdicts are shown with the table that they look at.
  if (node.kind === "estimates" || node.kind === "claims") return { ...plan, ...noFigures, goals: [plan.table, key] };
  return { ...plan, ...noFigures, goals: [key] };
}

type Figures = Pick<Plan, "figures" | "figureNames">;

const noFigures: Figures = { figures: [], figureNames: [] };

/** One figure of a plan under the first of its names. */
const figureOf = ({ figures, figureNames }: Plan, key: string): Figures => ({
  figures: [key],
  figureNames: [figureNames[figures.indexOf(key)] ?? ""],
});

function changed(key: string, plan: Plan, target: Target): CliError {
  // Ops are versioned by what they make, so that one that changed gives new versions to those after it: the deepest is the cause.
  const [cause] = differences(plan, target).toSorted((a, b) => depthOf(b) - depthOf(a));
  const why = cause === undefined ? "" : `: ${differenceText(cause)}`;
  const message = `today's program does not make ${key.slice(0, 12)} from its experiment${why}`;
  const hint = `exp rerun ${key.slice(0, 12)} --code recorded runs the program as it was`;
  return new CliError({ code: "CLI_CODE_CHANGED", message, hint });
}

/** What separates the recorded key from the nearest one of today; empty where it is not known. */
function differences(plan: Plan, { recorded, nodes }: Target): readonly Difference[] {
  const today = [...plan.nodes.values()].map(({ preImage }) => preImage);
  const lookup = (key: string): Json | undefined => plan.nodes.get(key)?.preImage ?? nodes.get(key);
  try {
    return recorded === null ? [] : (nearest(recorded.preImage, today, lookup)?.differences ?? []);
  } catch (error) {
    // A pre-image of a kind that this version does not know explains nothing.
    if (error instanceof GoldilocksError) return [];
    throw error;
  }
}

const depthOf = ({ path }: Difference): number => path.split("inputs.").length;

/** A field of a key that differs: `nearest` looks from the recorded key back to today's. */
const differenceText = ({ kind, path, before, after }: Difference): string =>
  `${path.replaceAll(/inputs\.\d+\./gu, "")} of ${kind} was ${shown(after ?? null)} and is ${shown(before ?? null)}`;
