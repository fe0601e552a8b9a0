type Environment = Readonly<Record<string, string | undefined>>;

/** A word as a shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command that was typed, so that it can be typed again: through pnpm, npx or by its own name. */
export function commandLine(argv: readonly string[], env: Environment): string {
  const { npm_lifecycle_event: script, npm_execpath: manager = "", npm_config_user_agent: agent = "" } = env;
  const words = argv.map(quoted).join(" ");
  if (script !== "exp" || !agent.startsWith("pnpm/")) return `exp ${words}`;
  return manager.includes("_npx") ? `npx -y pnpm@10 run exp ${words}` : `pnpm run exp ${words}`;
}
