import type { CompletedCommand } from "./words.ts";

/** A script for fish: `exp completions fish | source`. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap((command) => [
    `complete -c exp -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`,
    ...argumentLines(command),
    ...optionLines(command, names),
  ]);
  return `# Completion of exp for fish: exp completions fish | source
function __exp_profiles
    for at in (commandline -opc)
        if string match -qr '\\.ya?ml$' -- $at
            exp completions --profiles-of $at 2>/dev/null
        end
    end
end

function __exp_experiments
    __fish_complete_suffix .yaml
    __fish_complete_suffix .yml
end

complete -c exp -f
complete -c exp -n __fish_use_subcommand -a '(__exp_experiments)'
${lines.join("\n")}
`;
}

/** Text in single quotes, as fish reads them. */
const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function argumentLines({ name, argument }: CompletedCommand): readonly string[] {
  if (argument === null) return [];
  const words = argument === "experiment" ? "(__exp_experiments)" : argument.join(" ");
  return [`complete -c exp -n '__fish_seen_subcommand_from ${name}' -a ${quote(words)}`];
}

/** Options of a command; those of \`run\` also where no command is named. */
function optionLines({ name, options }: CompletedCommand, names: string): readonly string[] {
  const condition =
    name === "run"
      ? `not __fish_seen_subcommand_from ${names.replace(/\brun\b ?/u, "")}`
      : `__fish_seen_subcommand_from ${name}`;
  return options.map((option) => {
    const long = option.name.slice(2);
    return `complete -c exp -n '${condition}' -l ${long}${valueOf(option.value)} -d ${quote(option.summary)}`;
  });
}

function valueOf(value: CompletedCommand["options"][number]["value"]): string {
  if (value === null) return "";
  if (value === "anything") return " -x";
  return ` -x -a ${quote(value === "profile" ? "(__exp_profiles)" : value.join(" "))}`;
}
