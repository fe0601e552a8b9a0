import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { GoldilocksError } from "@goldilocks/diagnostics";
import type { Json } from "@goldilocks/digest";
import { opVersions } from "@goldilocks/engine";
import { compile } from "@goldilocks/plan";
import { type Experiment, loadExperiment } from "@goldilocks/spec";
import { profilesOf } from "../completion/profiles.ts";
import { readText } from "../read-file.ts";

/** A node of an experiment that lies in the workspace. */
export interface Committed {
  readonly key: string;
  /** The experiment's normal form. */
  readonly normal: Json;
}

const FOLDER = "experiments";

/** Compiles the workspace's experiments, with each of their profiles, until one has a figure, table or training of that hash. */
export async function committedTarget(hash: string, root: string): Promise<Committed | undefined> {
  for (const name of await experimentFiles(root)) {
    const file = `${FOLDER}/${name}`;
    for (const profile of [undefined, ...(await profilesOf(root, file).catch(() => []))]) {
      const experiment = await loaded(root, file, profile);
      const key = experiment && keyOf(experiment, hash);
      if (key !== undefined && experiment !== undefined) return { key, normal: experiment.normal };
    }
  }
  return undefined;
}

async function experimentFiles(root: string): Promise<readonly string[]> {
  const names = await readdir(join(root, FOLDER)).catch(() => []);
  return names.filter((name) => /\.ya?ml$/u.test(name)).toSorted();
}

/** A file that is wrong, or only a base for others, is passed over. */
async function loaded(root: string, file: string, profile: string | undefined): Promise<Experiment | undefined> {
  try {
    return await loadExperiment(file, {
      read: (path) => readText(root, path),
      ...(profile === undefined ? {} : { profile }),
    });
  } catch (error) {
    if (error instanceof GoldilocksError || (error instanceof Error && "syscall" in error)) return undefined;
    throw error;
  }
}

function keyOf(experiment: Experiment, hash: string): string | undefined {
  try {
    const plan = compile(experiment, opVersions);
    return plan.goals.find((key) => key.startsWith(hash)) ?? [...plan.nodes.keys()].find((key) => key.startsWith(hash));
  } catch (error) {
    if (error instanceof GoldilocksError) return undefined;
    throw error;
  }
}
