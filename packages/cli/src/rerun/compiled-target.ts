import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { GoldilocksError } from "@goldilocks/diagnostics";
import type { Json } from "@goldilocks/digest";
import { opVersions } from "@goldilocks/engine";
import { compile } from "@goldilocks/plan";
import { type Experiment, loadExperiment, loadNormal } from "@goldilocks/spec";
import { profilesOf } from "../completion/profiles.ts";
import { filesOf } from "../experiment-files.ts";

/** A node, and the experiment that makes it. */
export interface Compiled {
  readonly key: string;
  /** The experiment's normal form. */
  readonly normal: Json;
}

const FOLDER = "experiments";

/** The node whose key begins so, of one of some experiments in their normal form; each is compiled until one has it. */
export async function compiledTarget(hash: string, normals: readonly Json[]): Promise<Compiled | undefined> {
  for (const normal of normals) {
    const experiment = await ifRight(loadNormal(normal));
    const key = experiment && keyOf(experiment, hash);
    if (key !== undefined) return { key, normal };
  }
  return undefined;
}

/** The node whose key begins so, of an experiment that lies in the workspace, with one of its profiles or none. */
export async function committedTarget(hash: string, root: string): Promise<Compiled | undefined> {
  const from = filesOf(root);
  for (const name of await experimentFiles(root)) {
    const file = `${FOLDER}/${name}`;
    for (const profile of [undefined, ...(await profilesOf(root, file).catch(() => []))]) {
      const experiment = await ifRight(loadExperiment(file, { ...from, ...(profile !== undefined && { profile }) }));
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

/** An experiment that is wrong, or only a base for others, is passed over. */
async function ifRight(loaded: Promise<Experiment>): Promise<Experiment | undefined> {
  try {
    return await loaded;
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
