import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Json } from "@goldilocks/digest";
import { CliError } from "../error.ts";
import { isRecord, type JsonRecord, textIn } from "../stored/json.ts";
import type { Workspace } from "../workspace.ts";

/** What a figure's file says of itself. */
export interface FigureFile {
  /** As it was named. */
  readonly name: string;
  /** Digest of the whole file. */
  readonly digest: string;
  /** The figure's hash. */
  readonly key: string;
  /** The experiment's normal form. */
  readonly normal: Json;
  /** Of a figure that was drawn although cells had failed: the hash of the whole one; else null. */
  readonly partialOf: string | null;
}

/** Figures are read whole; what is larger is none. */
const MOST_BYTES = 64 * 1_048_576;

/**
 * What a figure's file says of itself; `undefined` for a word that names no file, or could be a hash.
 *
 * @throws {@link CliError} `CLI_CANNOT_READ`, `CLI_NO_EXPERIMENT`; FiguresError `FIGURES_NOT_A_FIGURE`, `FIGURES_METADATA`.
 */
export async function figureFile(name: string, { base }: Workspace): Promise<FigureFile | undefined> {
  const path = resolve(base, name);
  if (/^[0-9a-f]{4,64}$/iu.test(name)) return undefined;
  if (!existsSync(path)) {
    if (!/\.(?:pdf|png|svg)$/iu.test(name)) return undefined;
    const hint = "name an SVG, PNG or PDF figure that is there, or a hash";
    throw new CliError({ code: "CLI_CANNOT_READ", message: `there is no file ${name}`, hint });
  }
  const bytes = await readFigure(name, path);
  const { readFigureMetadata } = await import("@goldilocks/figures/text");
  const { key, spec, partial } = readFigureMetadata(bytes);
  const normal = parsed(name, spec);
  if (isRecord(normal) && isRecord(normal["difference"])) throw noFigure(name, normal["difference"]);
  return {
    name,
    digest: createHash("sha256").update(bytes).digest("hex"),
    key,
    normal,
    partialOf: wholeKey(name, partial),
  };
}

function wholeKey(name: string, partial: string | undefined): string | null {
  return partial === undefined ? null : textIn(parsed(name, partial), "of");
}

/** A picture that `exp diff` drew is made from two figures. */
function noFigure(name: string, { a, b }: JsonRecord): CliError {
  const [first, second] = [a, b].map((side) => textIn(side, "key").slice(0, 12));
  const message = `${name} shows how ${first} and ${second} differ, and is no figure of one experiment`;
  return new CliError({ code: "CLI_NO_EXPERIMENT", message, hint: `exp diff ${first} ${second} draws it again` });
}

async function readFigure(name: string, path: string): Promise<Uint8Array> {
  const stat = statSync(path);
  if (!stat.isFile() || stat.size > MOST_BYTES) {
    const message = stat.isFile() ? `${name} has ${stat.size} bytes, more than any figure` : `${name} is no file`;
    throw new CliError({ code: "CLI_CANNOT_READ", message, hint: "name an SVG, PNG or PDF figure, or a hash" });
  }
  return readFile(path);
}

function parsed(name: string, text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (cause) {
    const hint = "use the file as it was written: its experiment was changed since";
    throw new CliError({ code: "CLI_CANNOT_READ", message: `${name} carries a damaged experiment`, hint }, { cause });
  }
}
