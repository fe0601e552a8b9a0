import type { CompletedCommand } from "./words.ts";

/** A script for zsh: `source <(exp completions zsh)`, after `compinit`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const run = commands.find(({ name }) => name === "run");
  const names = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join("\n");
  return `#compdef exp
# Completion of exp for zsh: source <(exp completions zsh), after compinit
_exp_profiles() {
  local at
  local -a profiles
  for at in $words; do
    case "$at" in *.yaml|*.yml) profiles+=(\${(f)"$($program completions --profiles-of "$at" 2>/dev/null)"}) ;; esac
  done
  compadd -a profiles
}

_exp() {
  local -a commands
  commands=(
${names}
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    _files -g '*.(yaml|yml)'
    return
  fi
  local program=$words[1] command=$words[2]
  # The words of a command begin with its name.
  if ((\${commands[(I)$command:*]})); then shift words; ((CURRENT--)); fi
  case $command in
${commands.map((command) => commandCase(command, command.name)).join("\n")}
${run === undefined ? "" : commandCase(run, "*")}
  esac
}

compdef _exp exp
`;
}

/** Text in single quotes. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function commandCase({ argument, options }: CompletedCommand, pattern: string): string {
  const specs = options.map(({ name, summary, value }) => {
    const told = `${name}[${summary.replaceAll(/[[\]:\\]/gu, (character) => `\\${character}`)}]`;
    return quote(`${value === "anything" || value === "profile" ? "*" : ""}${told}${actionOf(value)}`);
  });
  const positional =
    argument === null
      ? []
      : [quote(`*:argument:${argument === "experiment" ? '_files -g "*.(yaml|yml)"' : listed(argument)}`)];
  return `    ${pattern}) _arguments ${[...specs, ...positional].join(" ")} ;;`;
}

const listed = (words: readonly string[]): string => `(${words.join(" ")})`;

function actionOf(value: CompletedCommand["options"][number]["value"]): string {
  if (value === null) return "";
  if (value === "anything") return ":value: ";
  return value === "profile" ? ":profile:_exp_profiles" : `:value:${listed(value)}`;
}
