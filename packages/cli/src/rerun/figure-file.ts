import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Json } from "@goldilocks/digest";
import { isRefused, readRegular } from "@goldilocks/regular-files";
import { CliError } from "../error.ts";
import { isRecord, type JsonRecord, parsedJson, textIn } from "../stored/json.ts";
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
/** Characters of what should be a hash that are shown. */
const MOST_SHOWN = 80;

/**
 * What a figure's file says of itself; `undefined` for a word that names no file, or could be a hash. Whoever made the file is not trusted.
 *
 * @throws {@link CliError} `CLI_BAD_HASH`, `CLI_CANNOT_READ`, `CLI_FILE_TOO_LARGE`, `CLI_NO_EXPERIMENT`; FiguresError `FIGURES_NOT_A_FIGURE`,
 *   `FIGURES_METADATA`; SpecError as `readNormal` does.
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
  const { readNormal } = await import("@goldilocks/spec");
  const normal = readNormal(spec, `the experiment in ${name}`);
  if (isRecord(normal["difference"])) throw noFigure(name, normal["difference"]);
  return {
    name,
    digest: createHash("sha256").update(bytes).digest("hex"),
    key: checked(name, key),
    normal,
    partialOf: partial === undefined ? null : checked(name, textIn(parsedJson(partial), "of")),
  };
}

/** A hash that a file carries. */
function checked(name: string, hash: string): string {
  if (/^[0-9a-f]{64}$/u.test(hash)) return hash;
  const message = `${name} carries ${JSON.stringify(hash.slice(0, MOST_SHOWN))}, which is no hash`;
  const hint = "use the file as it was written: its hash was changed since";
  throw new CliError({ code: "CLI_BAD_HASH", message, hint });
}

/** A picture that `exp diff` drew is made from two figures. */
function noFigure(name: string, { a, b }: JsonRecord): CliError {
  const [first, second] = [a, b].map((side) => textIn(side, "key").slice(0, 12));
  const message = `${name} shows how ${first} and ${second} differ, and is no figure of one experiment`;
  return new CliError({ code: "CLI_NO_EXPERIMENT", message, hint: `exp diff ${first} ${second} draws it again` });
}

const HINT = "name an SVG, PNG or PDF figure, or a hash";

async function readFigure(name: string, path: string): Promise<Uint8Array> {
  try {
    return await readRegular(path, MOST_BYTES);
  } catch (error) {
    if (!isRefused(error)) throw cannotRead(name, error);
    const code = error.code === "EFBIG" ? "CLI_FILE_TOO_LARGE" : "CLI_CANNOT_READ";
    throw new CliError({ code, message: `${name} is not read: ${error.why}`, hint: HINT }, { cause: error });
  }
}

function cannotRead(name: string, cause: unknown): CliError {
  const message = `cannot read ${name}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new CliError({ code: "CLI_CANNOT_READ", message, hint: HINT }, { cause });
}
