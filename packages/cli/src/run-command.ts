import { isAbsolute, relative, resolve, sep } from "node:path";
import { type Arguments, valueOf } from "./arguments.ts";
import { quoted } from "./invocation.ts";
import type { Workspace } from "./workspace.ts";

/** What decides the experiment on a command line; an alias, so that it is JSON. */
export type RunCommand = {
  /** From the workspace's root, with `/`. */
  readonly file: string;
  readonly profile: string | null;
  /** Changes of keys, in the order given. */
  readonly set: readonly string[];
};

/** The command in words that mean the same in every clone of the workspace; null for a file outside of it. */
export function runCommandOf({ base, root }: Workspace, file: string, given: Arguments): RunCommand | null {
  const path = relative(root, resolve(base, file));
  if (path === "" || isAbsolute(path) || path.split(sep)[0] === "..") return null;
  const profile = valueOf(given, "profile") ?? null;
  return { file: path.split(sep).join("/"), profile, set: given.values.get("set") ?? [] };
}

/** The command as it is typed in the workspace's root. */
export function typedCommand({ file, profile, set }: RunCommand): string {
  const options = [profile === null ? [] : ["--profile", profile], ...set.map((change) => ["--set", change])].flat();
  return ["exp", file, ...options].map(quoted).join(" ");
}
