import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { DEFAULT_FORMATS } from "@goldilocks/figures/text";
import { type FigureSpec, normalYaml } from "@goldilocks/spec";
import { cannotWrite } from "../cannot-write.ts";
import { figureNodes, nodeAt } from "../nodes.ts";
import type { Prepared } from "../prepare.ts";
import { replaceBytes, replaceText, sweepLeftovers } from "../replace-file.ts";
import { dataFileNames, writeDataFiles } from "../results/data-files.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";
import type { Failure } from "./failures.ts";
import { keptResult } from "./kept-result.ts";
import { writeProvenance } from "./write-provenance.ts";

/** A figure, table or the like of a finished run. */
export interface FinishedFigure {
  readonly name: string;
  /** The figure's hash. */
  readonly key: string;
  /** Of what was made although cells had failed: the hash of the whole. */
  readonly partialOf?: string;
  /** Digests by kind of file: `svg`, `png`, `pdf`, `csv`, `json`. */
  readonly digests: Readonly<Record<string, string>>;
  /** Paths by kind of file, from where the person stands. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a finished run left for people. */
export interface ResultFiles {
  /** From where the person stands. */
  readonly folder: string;
  /** Hash of the table whose results were there before, where it is another one. */
  readonly replaced: string | null;
  readonly table: FinishedFigure;
  readonly figures: readonly FinishedFigure[];
  /** What methods propose; null where that was not asked, or failed. */
  readonly estimates: FinishedFigure | null;
  /** The verdicts on claims; null where nothing is claimed. */
  readonly claims: FinishedFigure | null;
  /** Names of the data frames in the folder. */
  readonly data: readonly string[];
}

/**
 * Writes the folder of results: every figure, the cells and learning curves, the estimates, the experiment's normal form and where it all comes from. Files that are right
 * already are left alone. `absent`: keys of figures that could not be drawn, and so are left out; `failures`: why cells are missing.
 *
 * @throws `CLI_CANNOT_WRITE`.
 */
export async function writeResultFiles(
  prepared: Prepared,
  { absent, failures }: { readonly absent: ReadonlySet<string>; readonly failures: readonly Failure[] },
): Promise<ResultFiles> {
  const { workspace, experiment, plan } = prepared;
  const folder = join(workspace.results, prepared.folder);
  try {
    await sweepLeftovers(folder);
    const table = await writeNode(prepared, folder, plan.table, "cells");
    const figures: FinishedFigure[] = [];
    for (const { key, parameters } of figureNodes(plan)) {
      if (!absent.has(key)) figures.push(await writeFigure(prepared, folder, key, parameters.spec));
    }
    const asked = plan.estimates !== null && plan.goals.includes(plan.estimates) && !absent.has(plan.estimates);
    const estimates = asked ? await writeNode(prepared, folder, plan.estimates, "estimates") : null;
    const decided = plan.claims !== null && plan.goals.includes(plan.claims) && !absent.has(plan.claims);
    const claims = decided ? await writeNode(prepared, folder, plan.claims, "claims") : null;
    await replaceText(join(folder, "spec.normal.yaml"), normalYaml(experiment));
    const path = join(folder, "provenance.json");
    const before = await readFile(path, "utf8").catch(() => "");
    const data = await writeDataFiles(prepared, folder, parsedJson(before));
    await writeProvenance(prepared, path, before, { table, figures, estimates, claims, data, failures });
    const known = parsedJson(before);
    const last = isRecord(known) ? textIn(known["table"], "key") : "";
    const replaced = last === "" || last === plan.table ? null : last;
    return { folder: shown(prepared, folder), replaced, table, figures, estimates, claims, data: dataFileNames };
  } catch (error) {
    throw cannotWrite(shown(prepared, folder), error, "make the folder writable; everything computed is in the store");
  }
}

const shown = ({ workspace }: Prepared, path: string): string => relative(workspace.base, path) || ".";

/** A figure in the formats that it asks for; the store may hold more. */
function writeFigure(prepared: Prepared, folder: string, key: string, spec: FigureSpec): Promise<FinishedFigure> {
  const formats: readonly string[] = spec.formats ?? DEFAULT_FORMATS;
  const isWritten = (kind: string): boolean => formats.includes(kind) || !PICTURES.has(kind);
  return writeNode(prepared, folder, key, spec.name, isWritten);
}

const PICTURES: ReadonlySet<string> = new Set(["svg", "png", "pdf"]);

/** Outputs of a node as files; `figure.svg` becomes `<name>.svg`. */
async function writeNode(
  prepared: Prepared,
  folder: string,
  key: string,
  name: string,
  isWritten: (kind: string) => boolean = () => true,
): Promise<FinishedFigure> {
  const { outputs } = await keptResult(prepared.store, key);
  const digests: Record<string, string> = {};
  const files: Record<string, string> = {};
  for (const [output, { digest }] of Object.entries(outputs)) {
    const kind = output.slice(output.lastIndexOf(".") + 1);
    if (!isWritten(kind)) continue;
    const path = join(folder, `${name}.${kind}`);
    await replaceBytes(path, await prepared.store.read(digest));
    digests[kind] = digest;
    files[kind] = shown(prepared, path);
  }
  const { parameters } = nodeAt(prepared.plan, key);
  const partialOf = "partial" in parameters ? parameters.partial?.of : undefined;
  return { name, key, ...(partialOf !== undefined && { partialOf }), digests, files };
}
