/** Whether a reference leaves this machine: a URL of any scheme, or a share of the network. */
export function isRemote(reference: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/iu.test(reference) || /^[/\\]{2}/u.test(reference);
}

const isAbsolute = (path: string): boolean => /^(?:[/\\]|[a-z]:[/\\])/iu.test(path);

/** Leaves out `.`, and `..` together with what it undoes. */
function normalised(path: string): string {
  const steps: string[] = [];
  for (const step of path.split(/[/\\]/u)) {
    if (step === "." || (step === "" && steps.length > 0)) continue;
    const last = steps.at(-1);
    if (step === ".." && last !== undefined && last !== ".." && last !== "") steps.pop();
    else steps.push(step);
  }
  return steps.length === 1 && steps[0] === "" ? "/" : steps.join("/");
}

/** The path of a file that `from` refers to, relative to the folder of `from` unless it is absolute. */
export function pathFrom(from: string, reference: string): string {
  if (isAbsolute(reference)) return normalised(reference);
  const folder = from.slice(0, Math.max(from.lastIndexOf("/"), from.lastIndexOf("\\")) + 1);
  return normalised(folder + reference);
}
