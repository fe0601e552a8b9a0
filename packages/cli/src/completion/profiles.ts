import { loadExperiment } from "@goldilocks/spec";
import { parse } from "yaml";
import { filesOf } from "../experiment-files.ts";

/** Names of the profiles that a file can be run with: its own, and those of the files it extends. */
export async function profilesOf(base: string, file: string): Promise<readonly string[]> {
  const { sources } = await loadExperiment(file, filesOf(base));
  const names = sources.flatMap(({ text }) => {
    const content: unknown = parse(text);
    const profiles = typeof content === "object" && content !== null && "profiles" in content ? content.profiles : {};
    return typeof profiles === "object" && profiles !== null ? Object.keys(profiles) : [];
  });
  return [...new Set(names)].toSorted();
}
