import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Json } from "@goldilocks/digest";
import { opVersions, type Result } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import { normalYaml } from "@goldilocks/spec";
import { CliError } from "../error.ts";
import { figureNodes } from "../nodes.ts";
import type { Prepared } from "../prepare.ts";
import { replaceBytes, replaceText } from "../replace-file.ts";

/** A figure of a finished run. */
export interface FinishedFigure {
  readonly name: string;
  /** The figure's hash. */
  readonly key: string;
  /** Digests by kind of file: `svg`, `png`, `csv`, `json`. */
  readonly digests: Readonly<Record<string, string>>;
  /** Paths by kind of file, from where the person stands. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a finished run left for people. */
export interface ResultFiles {
  /** From where the person stands. */
  readonly folder: string;
  readonly table: FinishedFigure;
  readonly figures: readonly FinishedFigure[];
}

/**
 * Writes `results/<name>/`: every figure, the cells, the experiment's normal form and where it all comes from. Files that are right
 * already are left alone.
 *
 * @throws {@link CliError} `CLI_CANNOT_WRITE`.
 */
export async function writeResultFiles(prepared: Prepared): Promise<ResultFiles> {
  const { workspace, experiment, plan } = prepared;
  const folder = join(workspace.results, experiment.name);
  try {
    const table = await writeNode(prepared, folder, plan.table, "cells");
    const figures: FinishedFigure[] = [];
    for (const { key, parameters } of figureNodes(plan)) {
      figures.push(await writeNode(prepared, folder, key, parameters.spec.name));
    }
    await replaceText(join(folder, "spec.normal.yaml"), normalYaml(experiment));
    await writeProvenance(prepared, join(folder, "provenance.json"), table, figures);
    return { folder: shown(prepared, folder), table, figures };
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    const message = `cannot write ${shown(prepared, folder)}: ${error.message}`;
    const hint = "make the folder writable; everything computed is in the store";
    throw new CliError({ code: "CLI_CANNOT_WRITE", message, hint }, { cause: error });
  }
}

const shown = ({ workspace }: Prepared, path: string): string => relative(workspace.base, path) || ".";

const resultOf = async ({ store }: Prepared, key: string): Promise<Result> => {
  const result = await store.result(key);
  if (result !== undefined) return result;
  const hint = "run the same command again: it is computed anew";
  throw new CliError({ code: "CLI_LOST_RESULT", message: `the store has lost the result ${key}`, hint });
};

/** Outputs of a node as files; `figure.svg` becomes `<name>.svg`. */
async function writeNode(prepared: Prepared, folder: string, key: string, name: string): Promise<FinishedFigure> {
  const { outputs } = await resultOf(prepared, key);
  const digests: Record<string, string> = {};
  const files: Record<string, string> = {};
  for (const [output, { digest }] of Object.entries(outputs)) {
    const kind = output.slice(output.lastIndexOf(".") + 1);
    const path = join(folder, `${name}.${kind}`);
    await replaceBytes(path, await prepared.store.read(digest));
    digests[kind] = digest;
    files[kind] = shown(prepared, path);
  }
  return { name, key, digests, files };
}

/** How the results came to be. Looking through every training takes a while, so it is done once for the same keys. */
async function writeProvenance(
  prepared: Prepared,
  path: string,
  table: FinishedFigure,
  figures: readonly FinishedFigure[],
): Promise<void> {
  const named = ({ name, key, digests }: FinishedFigure): Json => ({ name, key, digests });
  const head = {
    name: prepared.experiment.name,
    table: named(table),
    figures: figures.map(named),
    ops: { ...opVersions },
  };
  const old = await readFile(path, "utf8").catch(() => "");
  if (old.startsWith(JSON.stringify(head, undefined, 2).slice(0, -2))) return;
  await replaceText(path, `${JSON.stringify({ ...head, made: await makers(prepared) }, undefined, 2)}\n`);
}

type Maker = { readonly maker: Json; from: string; until: string; results: number };

/** Every program and machine that made a result of the plan, when, and how many, the first first. */
async function makers({ plan, store }: Prepared): Promise<Json> {
  const found = new Map<string, Maker>();
  for (const key of resultKeys(plan)) {
    const { provenance } = (await store.result(key)) ?? {};
    if (!isRecord(provenance)) continue;
    const { at, ...maker } = provenance;
    const time = typeof at === "string" ? at : "";
    const text = JSON.stringify(maker);
    const known = found.get(text) ?? { maker, from: time, until: time, results: 0 };
    known.results += 1;
    if (time < known.from) known.from = time;
    if (time > known.until) known.until = time;
    found.set(text, known);
  }
  return [...found.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

const isRecord = (value: Json | undefined): value is { readonly [name: string]: Json | undefined } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const resultKeys = ({ nodes }: Plan): readonly string[] =>
  [...nodes.values()].filter(({ kind }) => kind !== "stream" && kind !== "trajectory").map(({ key }) => key);
