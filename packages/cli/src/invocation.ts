import { basename, relative } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** A word as a shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** How any clone of the workspace starts the program, on a machine that has nothing but Node.js. */
export const ANYWHERE = "npx -y pnpm@10 run exp";

/** How the process was started: Node's own options, and the script as an absolute path. */
export interface Started {
  readonly nodeOptions: readonly string[];
  readonly script: string;
  readonly directory: string;
}

/** What stands before the words of a command, so that it can be typed again: a package manager, the program's name, or Node and the script. */
function programWords(env: Environment, started?: Started): string {
  const { npm_lifecycle_event: event, npm_execpath: manager = "", npm_config_user_agent: agent = "" } = env;
  if (event === "exp" && agent.startsWith("pnpm/")) return manager.includes("_npx") ? ANYWHERE : "pnpm run exp";
  if (event === "exp" && agent.startsWith("npm/")) return "npm run exp --";
  if (started === undefined || /^exp(?:\.js)?$/u.test(basename(started.script))) return "exp";
  const words = [...started.nodeOptions, relative(started.directory, started.script)];
  return ["node", ...words].map(quoted).join(" ");
}

/** The command that was typed, so that it can be typed again. */
export const commandLine = (argv: readonly string[], env: Environment, started?: Started): string =>
  [programWords(env, started), ...argv.map(quoted)].join(" ");
