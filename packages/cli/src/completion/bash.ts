import type { CompletedCommand } from "./words.ts";

/** A script for bash: `source <(exp completions bash)`. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const run = commands.find(({ name }) => name === "run");
  return `# Completion of exp for bash: source <(exp completions bash)
_exp() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" command="\${COMP_WORDS[1]}"
  local words="" files="" options="" at
  COMPREPLY=()
  case "$before" in
${optionCases(commands)}
  esac
  case "$command" in
${commands.map(commandCase).join("\n")}
    *) options="${optionNames(run)}"; files=1 ;;
  esac
  if ((COMP_CWORD == 1)); then words="${commands.map(({ name }) => name).join(" ")}"; files=1; fi
  if [[ "$word" == -* ]]; then words="$options"; files=""; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ -n "$files" ]]; then
    # Readline quotes names of files: what is in one is never run.
    compopt -o filenames
    while IFS= read -r at; do
      [[ -d "$at" ]] && COMPREPLY+=("$at/") || case "$at" in *.yaml | *.yml) COMPREPLY+=("$at") ;; esac
    done < <(compgen -f -- "$word")
    # A folder is on the way to a file.
    [[ "\${#COMPREPLY[@]}" == 1 && "\${COMPREPLY[0]}" == */ ]] && compopt -o nospace
  fi
}

# Not by compgen -W, which would run what is in a word.
_exp_profiles() {
  local at name
  for at in "\${COMP_WORDS[@]}"; do
    case "$at" in
      *.yaml | *.yml)
        while IFS= read -r name; do
          if [[ "$name" == "$1"* && "$name" != *[!A-Za-z0-9._-]* ]]; then COMPREPLY+=("$name"); fi
        done < <("\${COMP_WORDS[0]}" completions --profiles-of "$at" 2>/dev/null)
        ;;
    esac
  done
}

complete -F _exp exp
`;
}

const optionNames = (command: CompletedCommand | undefined): string =>
  command?.options.map(({ name }) => name).join(" ") ?? "";

function commandCase({ name, argument, options }: CompletedCommand): string {
  const words = argument === null || argument === "experiment" ? "" : ` words="${argument.join(" ")}";`;
  const files = argument === "experiment" ? " files=1;" : "";
  return `    ${name}) options="${options.map((option) => option.name).join(" ")}";${words}${files} ;;`;
}

/** What follows an option that takes a value; the same option means the same in every command. */
function optionCases(commands: readonly CompletedCommand[]): string {
  const cases = new Map<string, string>();
  for (const { name, value } of commands.flatMap(({ options }) => options)) {
    if (value === null) continue;
    const words = value === "profile" || value === "anything" ? "" : value.join(" ");
    const offer = value === "profile" ? `_exp_profiles "$word"` : `COMPREPLY=($(compgen -W "${words}" -- "$word"))`;
    cases.set(name, `    ${name}) ${offer}; return ;;`);
  }
  return [...cases.values()].join("\n");
}
