import { firstTellingStep } from "@goldilocks/engine";
import { type Cell, courseOf, matchable, type Plan } from "@goldilocks/plan";
import { getSetting, settingSchemas } from "@goldilocks/spec";
import { tableNode } from "../nodes.ts";

/** Why a cell has no value in a column, as far as the experiment tells. */
export function whyMissing(plan: Plan, name: string, { settings }: Cell): string {
  if (settingSchemas.has(name)) return otherBranch(name, (path) => getSetting(settings, path));
  const told = name === "converged" ? tooEarly(settings) : whyNot(name, settings);
  if (told !== undefined) return told;
  const derived = tableNode(plan).parameters.derived.find((column) => column.name === name);
  if (derived?.rule === "aboveChance") return `${derived.chance} is 1, so that nothing can be above it`;
  return "not measured";
}

/** Metrics that there are of live elements alone. */
const LIVE: ReadonlySet<string> = new Set([
  "mmcs.truth.live",
  "mmcs.dictionary.live",
  "mmcs.dictionary.live.aboveChance",
]);

/** Metrics that a one-to-one matching is behind. */
const MATCHED = /^(mmcs\.matched|recovered\.matched|activity\.)/u;

/** Why nobody can tell yet whether a training has converged. */
function tooEarly(settings: Cell["settings"]): string | undefined {
  const { optimizer, steps } = settings.train;
  const first = firstTellingStep({ course: courseOf(settings), optimizer });
  return steps < first ? `too early to tell: ${steps} of the ${first} steps that it takes` : undefined;
}

/** Why these settings give a metric no value, if it is by their numbers. */
function whyNot(name: string, { data, evaluate: { deadWindow }, sae, train }: Cell["settings"]): string | undefined {
  if (name === "dead" || LIVE.has(name)) {
    if (train.steps < deadWindow) {
      return `training is shorter than the window: ${train.steps} of ${deadWindow} minibatches`;
    }
    if (name !== "dead") return "no element is live";
    return train.until === "steps" ? undefined : `training converged within the window: ${deadWindow} minibatches`;
  }
  if (name === "variance.explained") return "the held-out samples do not differ";
  if (/\.truth\.q[1-4]$/u.test(name)) return `there are fewer features than quarters: ${data.nFeatures}`;
  if (name === "copies.truth") return "no element is above evaluate.recoveredAbove";
  if (!MATCHED.test(name)) return undefined;
  if (!matchable(data.nFeatures, sae.dictSize)) {
    return `too many to match one to one: ${data.nFeatures} features with ${sae.dictSize} elements`;
  }
  return name.startsWith("activity.precision") ? "no matched element was active" : undefined;
}

/** Settings have only the keys of their kind: `data.decay.rate` is missing because `data.decay.kind` is `none`. */
function otherBranch(name: string, valueAt: (path: string) => unknown): string {
  for (let path = name; path.includes(".");) {
    path = path.slice(0, path.lastIndexOf("."));
    const kind = valueAt(`${path}.kind`);
    if (typeof kind === "string") return `${path}.kind is ${kind}`;
  }
  return "these settings do not have it";
}
