import { type Experiment, loadExperiment } from "@goldilocks/spec";

/** The experiment of a text, or of the first of several files that extend each other. */
export async function load(text: string, others: Readonly<Record<string, string>> = {}): Promise<Experiment> {
  const files: Readonly<Record<string, string>> = { "experiment.yaml": text, ...others };
  const read = (path: string): string => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const found = files[name];
    if (found === undefined) throw new Error(`no such file: ${path}`);
    return found;
  };
  return loadExperiment("experiment.yaml", { read });
}
