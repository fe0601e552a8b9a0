import { isAbsolute, relative, resolve, sep } from "node:path";
import { type Arguments, valueOf } from "./arguments.ts";
import { ANYWHERE, quoted } from "./invocation.ts";
import type { Workspace } from "./workspace.ts";

/** What a command line changes of an experiment's file; an alias, so that it is JSON. */
export type Changes = {
  readonly profile: string | null;
  /** Changes of keys, in the order given. */
  readonly set: readonly string[];
};

/** What decides the experiment on a command line. */
export type RunCommand = Changes & {
  /** From the workspace's root, with `/`. */
  readonly file: string;
};

/** What the options of a command change. */
export const changesOf = (given: Arguments): Changes => ({
  profile: valueOf(given, "profile") ?? null,
  set: given.values.get("set") ?? [],
});

/** The command in words that mean the same in every clone of the workspace; null for a file outside of it. */
export function runCommandOf({ base, root }: Workspace, file: string, changes: Changes): RunCommand | null {
  const path = relative(root, resolve(base, file));
  if (path === "" || isAbsolute(path) || path.split(sep)[0] === "..") return null;
  return { file: path.split(sep).join("/"), ...changes };
}

/** Changes as the options that make them; empty where there are none. */
export function changesText({ profile, set }: Changes): string {
  const options = [profile === null ? [] : ["--profile", profile], ...set.map((change) => ["--set", change])];
  return options.flat().map(quoted).join(" ");
}

/** The command as anyone types it in the root of a clone of the workspace. */
export const typedCommand = (command: RunCommand): string =>
  [ANYWHERE, quoted(command.file), changesText(command)].filter((part) => part !== "").join(" ");
