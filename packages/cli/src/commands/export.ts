import { relative, resolve } from "node:path";
import { type FormatName, formatNames } from "@goldilocks/export/format-names";
import { type Arguments, oneOf } from "../arguments.ts";
import type { Command, Session } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { experimentOptions } from "../prepare.ts";
import { answer } from "../text/answer.ts";
import { count } from "../text/quantities.ts";
import type { ExportedCell } from "../export/export-cells.ts";

const EXAMPLE = "exp export experiments/toy-fig3.yaml --to saelens my-sae --cell sae.l1Coefficient=0.1";

/** `exp export WHAT DIR --to FORMAT`: trained autoencoders for other libraries. */
export const exportCommand: Command = {
  name: "export",
  summary: "write trained autoencoders for SAELens, dictionary_learning, safetensors or NumPy",
  usage: "export WHAT DIR --to FORMAT [options]",
  details: `WHAT is an experiment's file, the hash of a figure or a table, a run's id, or the key of a trained state. Nothing is trained.
Where it has several cells, --cell chooses one by its values on the axes, and its files lie in DIR; --all writes each to a folder of
its own in DIR. Decoder rows have length 1; experiment, settings, seeds, key and digest go with the weights.

examples:
  exp export experiments/toy-fig3.yaml sae --to saelens --cell sae.l1Coefficient=0.1 --cell sae.dictSize=64
  exp export 97bc4859 dictionaries --to dictionary-learning --all`,
  argument: "experiment",
  options: {
    to: { value: formatNames.join("|"), summary: "what to write" },
    cell: { value: "NAME=VALUE", repeatable: true, summary: "only cells with this value of an axis or setting" },
    all: { summary: "every cell that is left, each in a folder of its own" },
    force: { summary: "replace what an export wrote to DIR before" },
    ...experimentOptions,
    json: { summary: "print what was written as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const { what, directory } = placesIn(given);
    const name = oneOf(given, "to", formatNames);
    if (name === undefined) throw missing("no format is named", `--to ${formatNames.join("|")}`);
    const shown = await exported(what, directory, name, given, session);
    answer(given, session.out, shown.facts, shown.lines);
    return exitCodes.done;
  },
};

function placesIn({ positionals }: Arguments): { readonly what: string; readonly directory: string } {
  const [what = "", directory = "", ...more] = positionals;
  if (what === "") throw missing("nothing to export is named", EXAMPLE);
  if (directory === "") throw missing(`no folder is named to export ${what} to`, EXAMPLE);
  if (more.length === 0) return { what, directory };
  const message = `one thing goes to one folder, but ${positionals.length} are named: ${positionals.join(", ")}`;
  throw new UsageError({ code: "CLI_TOO_MANY_ARGUMENTS", message, hint: `for example: ${EXAMPLE}` });
}

const missing = (message: string, example: string): UsageError =>
  new UsageError({ code: "CLI_MISSING_ARGUMENT", message, hint: `for example: ${example}` });

async function exported(
  what: string,
  directory: string,
  name: FormatName,
  given: Arguments,
  session: Session,
): Promise<{ readonly facts: object; readonly lines: readonly string[] }> {
  // Kernels and formats are loaded only here.
  const [{ sourceOf }, { chooseCells }, { cellFolders }, { exportCells }, { formats }] = await Promise.all([
    import("../export/source.ts"),
    import("../export/choose-cells.ts"),
    import("../export/cell-folder.ts"),
    import("../export/export-cells.ts"),
    import("@goldilocks/export"),
  ]);
  const source = await sourceOf(what, given, session);
  const all = given.flags.has("all");
  const chosen = chooseCells(source.plan, source.cells, given.values.get("cell") ?? [], all);
  const cells = all ? cellFolders(source.plan, chosen) : new Map(chosen.map((cell) => [cell, ""]));
  const folder = resolve(source.workspace.base, directory);
  const to = { folder, named: directory, force: given.flags.has("force") };
  const written = await exportCells(source, cells, formats[name], to, session.env);
  const shown = relative(source.workspace.base, folder) || ".";
  return {
    facts: { outcome: "done", format: name, folder: shown, cells: written },
    lines: linesFor(written, shown, formats[name].python),
  };
}

function linesFor(
  written: readonly ExportedCell[],
  folder: string,
  python: (folder: string) => string,
): readonly string[] {
  const at = (cell: ExportedCell): string => [folder, cell.folder].filter((part) => part !== "").join("/");
  const lines = written.map((cell) => `  ${at(cell)}: ${Object.keys(cell.files).join(", ")}`);
  const [first] = written;
  const hint = first === undefined ? [] : [`in Python: ${python(at(first))}`];
  return [`exported ${count(written.length, "autoencoder")}`, ...lines, ...hint];
}
