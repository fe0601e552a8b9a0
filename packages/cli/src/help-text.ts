import type { OptionTable } from "./arguments.ts";
import type { Command } from "./command.ts";
import { align } from "./text/align.ts";
import { paintFor } from "./text/paint.ts";
import { linesOf } from "./text/terminal.ts";

const indented = (rows: readonly (readonly string[])[]): string =>
  align(rows, ["left", "left"])
    .map((line) => `  ${line}\n`)
    .join("");

const optionRows = (options: OptionTable): readonly (readonly string[])[] =>
  [...Object.entries(options), ["help", { summary: "show this" }] as const].map(([name, option]) => [
    `--${name}${"value" in option && option.value !== undefined ? ` ${option.value}` : ""}`,
    option.summary,
  ]);

/** What `exp help` says: the commands, and where settings of the surroundings come from. */
export function generalHelp(commands: readonly Command[], color: boolean): readonly string[] {
  const { bold } = paintFor(color);
  const run = commands.find(({ name }) => name === "run");
  return linesOf(`${bold("exp")}: experiments with sparse autoencoders, from one YAML file to the figure

${bold("usage")}
${indented([["exp FILE [options]", run?.summary ?? ""]])}
${bold("commands")}
${indented(commands.map(({ usage, summary }) => [`exp ${usage}`, summary]))}
${bold("options")}
${indented(optionRows(run?.options ?? {}))}
${bold("environment")}
${indented([
  ["GOLDILOCKS_STORE", "folder of the store (default: .goldilocks in the workspace)"],
  [
    "GOLDILOCKS_RESULTS",
    "folder that a folder of results for each experiment is made in (default: results in the workspace)",
  ],
  ["GOLDILOCKS_VECTORS=128", "never fuse vector instructions; the results are the same"],
  ["MLFLOW_TRACKING_URI=URL", "MLflow server that runs are sent to (default: the one that exp mlflow runs here)"],
  ["GOLDILOCKS_MLFLOW_PYTHON", "a Python with MLflow, for exp mlflow (default: uv, or one made in the store)"],
  ["GOLDILOCKS_MLFLOW=off", "tell MLflow nothing, as --no-track does"],
  ["GOLDILOCKS_DEBUG=1", "show where an unexpected error happened"],
  ["NO_COLOR, FORCE_COLOR", "no colours, or colours everywhere"],
])}
${bold("exit codes")}
${indented([
  ["0", "done"],
  ["1", "the specification is wrong, or the run failed"],
  ["2", "the command line is wrong"],
  ["75", "stopped; the same command goes on"],
])}`);
}

/** What `exp help COMMAND` says. */
export function commandHelp({ usage, summary, details, options }: Command, color: boolean): readonly string[] {
  const { bold } = paintFor(color);
  const more = details === "" ? "" : `\n${details}\n`;
  return linesOf(
    `${bold("usage")}: exp ${usage}\n\n${summary}\n${more}\n${bold("options")}\n${indented(optionRows(options))}`,
  );
}
