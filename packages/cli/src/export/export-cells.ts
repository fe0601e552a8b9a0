import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeState, type Result, trainedAutoencoder } from "@goldilocks/engine";
import { type About, type Format, formats } from "@goldilocks/export";
import { Kernels, type KernelsModule } from "@goldilocks/kernels";
import type { Cell, NodeOf } from "@goldilocks/plan";
import { CliError } from "../error.ts";
import { nodeAt } from "../nodes.ts";
import { exactKernels } from "../run/device.ts";
import { axisValue, namesOf } from "./axis-value.ts";
import { type Replacing, replaceFolder } from "./replace-folder.ts";
import type { Source } from "./source.ts";

const STATE = "state.safetensors";

/** A cell that was exported. */
export interface ExportedCell {
  /** Below the folder asked for; empty for that folder itself. */
  readonly folder: string;
  /** Names and bytes of its files. */
  readonly files: Readonly<Record<string, number>>;
  readonly about: About;
}

/** Names of all files that any export writes. */
const known: ReadonlySet<string> = new Set(Object.values(formats).flatMap(({ fileNames }) => fileNames));

/** Writes the autoencoders of some cells, all or none. @throws {@link CliError} `CLI_NOT_TRAINED`, and as {@link replaceFolder}. */
export async function exportCells(
  source: Source,
  cells: ReadonlyMap<Cell, string>,
  format: Format,
  to: { readonly folder: string } & Pick<Replacing, "named" | "force">,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly ExportedCell[]> {
  const states = await trainedStates(source, [...cells.keys()]);
  const { module } = exactKernels(env);
  const written: ExportedCell[] = [];
  await replaceFolder(to.folder, { ...to, known }, async (temporary) => {
    for (const [cell, folder] of cells) {
      const result = states.get(cell);
      if (result === undefined) throw new RangeError("a state was looked up before");
      const { about, files } = await filesOf(source, cell, result, format, module);
      await mkdir(join(temporary, folder), { recursive: true });
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(temporary, folder, name), bytes);
      const sizes = Object.entries(files).map(([name, { length }]) => [name, length]);
      written.push({ folder, files: Object.fromEntries(sizes), about });
    }
  });
  return written;
}

/** The results that hold the cells' states; all must be there. */
async function trainedStates({ store, again }: Source, cells: readonly Cell[]): Promise<ReadonlyMap<Cell, Result>> {
  const states = new Map<Cell, Result>();
  for (const cell of cells) {
    const result = await store.result(cell.point);
    if (result !== undefined) states.set(cell, result);
  }
  const missing = cells.length - states.size;
  if (missing === 0) return states;
  const message = `${missing} of ${cells.length} cells asked for have no trained state in the store`;
  throw new CliError({ code: "CLI_NOT_TRAINED", message, hint: `train them first: ${again}` });
}

async function filesOf(
  { store, plan }: Source,
  cell: Cell,
  result: Result,
  format: Format,
  module: KernelsModule,
): Promise<{ about: About; files: ReturnType<Format["files"]> }> {
  const digest = result.outputs[STATE]?.digest ?? "";
  const state = decodeState(await store.read(digest));
  const trajectory = nodeAt(plan, nodeAt(plan, cell.point).inputs[0] ?? "") as NodeOf<"trajectory">;
  // Fresh kernels free the memory of the cell before.
  const autoencoder = trainedAutoencoder(new Kernels(module), trajectory, state);
  const { name, title, axes } = plan.experiment;
  const places = [...new Set([...axes.map((axis) => axis.name), ...namesOf(plan)])];
  const about: About = {
    experiment: name,
    title,
    cell: Object.fromEntries(places.map((axis) => [axis, axisValue(cell, axis)])),
    repeat: cell.repeat,
    key: cell.point,
    digest,
    settings: cell.settings,
  };
  return { about, files: format.files({ autoencoder, about }) };
}
