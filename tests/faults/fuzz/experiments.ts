import { canonicalJson } from "@goldilocks/digest";
import { opVersions } from "@goldilocks/engine";
import { isWarning, GoldilocksError } from "@goldilocks/diagnostics";
import { checkExperiment, compile, type Plan } from "@goldilocks/plan";
import { type Experiment, loadExperiment, normalYaml } from "@goldilocks/spec";
import { must } from "./outcome.ts";

/** What a file system answers for a file that is not there. */
class Missing extends Error {
  readonly code = "ENOENT";
}

interface Reading {
  readonly files: Readonly<Record<string, string>>;
  readonly file: string;
  readonly profile?: string;
  readonly set?: readonly string[];
}

/** An experiment read as `exp` reads it, from files in memory. */
export const loaded = ({ files, file, ...options }: Reading): Promise<Experiment> =>
  loadExperiment(file, {
    ...options,
    read: (path) => {
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      if (text === undefined) throw new Missing(path);
      return text;
    },
    check: (experiment, { doubtful }) => checkExperiment(experiment, doubtful),
  });

export const compiled = (experiment: Experiment): Plan => compile(experiment, opVersions);

/** Every key of a plan, and what it is for. */
export const keysOf = ({ nodes, goals }: Plan): string => [...[...nodes.keys()].toSorted(), "for", ...goals].join(" ");

/** A normal form is an experiment with the same normal form and the same keys, as YAML and with sorted keys. */
export async function mustBeNormal(experiment: Experiment, plan: Plan): Promise<void> {
  const normal = canonicalJson(experiment.normal);
  for (const text of [normalYaml(experiment), normal]) {
    const again = await reloaded(text);
    const now = canonicalJson(again.normal);
    must(now === normal, () => `the normal form has another: ${difference(normal, now)}`);
    must(keysOf(compiled(again)) === keysOf(plan), () => "the normal form has other keys");
  }
}

async function reloaded(text: string): Promise<Experiment> {
  try {
    return await loaded({ files: { "normal.yaml": text }, file: "normal.yaml" });
  } catch (error) {
    if (!(error instanceof GoldilocksError)) throw error;
    const issue = error.issues.find((one) => !isWarning(one));
    must(false, () => `the normal form is refused: ${issue?.code} ${issue?.message}\n${text.slice(0, 2000)}`);
    throw error;
  }
}

/** Where two texts part. */
function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return `${one.slice(Math.max(0, at - 60), at + 60)} and ${other.slice(Math.max(0, at - 60), at + 60)}`;
}
