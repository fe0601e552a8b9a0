import { join, relative } from "node:path";
import { DEFAULT_FORMATS } from "@goldilocks/figures/text";
import { type FigureSpec, normalYaml } from "@goldilocks/spec";
import { foundText } from "../found-file.ts";
import { cannotWrite } from "../cannot-write.ts";
import { figureNodes, nodeAt } from "../nodes.ts";
import type { Prepared } from "../prepare.ts";
import { sweepLeftovers } from "../replace-file.ts";
import { dataFileNames, dataFrames } from "../results/data-files.ts";
import { type Contents, fillFolder } from "../results/fill-folder.ts";
import { NORMAL_FORM, PROVENANCE } from "../results/listed-files.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";
import type { Failure } from "./failures.ts";
import { keptResult } from "./kept-result.ts";
import { provenanceText } from "./write-provenance.ts";

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
 * Replaces the folder of results whole: every figure, the cells and learning curves, the estimates, the experiment's normal form and where
 * it all comes from. A folder that is right already is left alone, and files that no run wrote stay. `absent`: keys of figures that could
 * not be drawn, and so are left out; `failures`: why cells are missing.
 *
 * @throws `CLI_CANNOT_WRITE`.
 */
export async function writeResultFiles(
  prepared: Prepared,
  { absent, failures }: { readonly absent: ReadonlySet<string>; readonly failures: readonly Failure[] },
): Promise<ResultFiles> {
  const { experiment, folder, plan } = prepared;
  try {
    await sweepLeftovers(folder);
    const before = (await foundText(join(folder, PROVENANCE))) ?? "";
    const contents: Contents = new Map();
    const add = (key: string, name: string): Promise<FinishedFigure> => addNode(prepared, contents, key, name);
    const table = await add(plan.table, "cells");
    const figures: FinishedFigure[] = [];
    for (const { key, name, parameters } of figureNodes(plan)) {
      if (!absent.has(key)) figures.push(await addFigure(prepared, contents, key, { ...parameters.spec, name }));
    }
    const isMade = (key: string | null): key is string => key !== null && plan.goals.includes(key) && !absent.has(key);
    const estimates = isMade(plan.estimates) ? await add(plan.estimates, "estimates") : null;
    const claims = isMade(plan.claims) ? await add(plan.claims, "claims") : null;
    const frames = await dataFrames(prepared, folder, parsedJson(before));
    for (const [name, bytes] of frames.contents) contents.set(name, async () => bytes);
    const made = { table, figures, estimates, claims, data: frames.files, failures };
    const provenance = await provenanceText(prepared, before, made);
    contents.set(NORMAL_FORM, async () => encoded(normalYaml(experiment)));
    contents.set(PROVENANCE, async () => encoded(provenance));
    await fillFolder(folder, contents);
    return {
      folder: shown(prepared, folder),
      replaced: tableBefore(before, plan.table),
      table,
      figures,
      estimates,
      claims,
      data: dataFileNames,
    };
  } catch (error) {
    throw cannotWrite(shown(prepared, folder), error, "make the folder writable; everything computed is in the store");
  }
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The hash of the table whose results lie in the folder, where it is another one. */
function tableBefore(before: string, table: string): string | null {
  const known = parsedJson(before);
  const last = isRecord(known) ? textIn(known["table"], "key") : "";
  return last === "" || last === table ? null : last;
}

const shown = ({ workspace }: Prepared, path: string): string => relative(workspace.base, path) || ".";

/** A figure in the formats that it asks for; the store may hold more. */
function addFigure(prepared: Prepared, contents: Contents, key: string, spec: FigureSpec): Promise<FinishedFigure> {
  const formats: readonly string[] = spec.formats ?? DEFAULT_FORMATS;
  const isWritten = (kind: string): boolean => formats.includes(kind) || !PICTURES.has(kind);
  return addNode(prepared, contents, key, spec.name, isWritten);
}

const PICTURES: ReadonlySet<string> = new Set(["svg", "png", "pdf"]);

/** Adds the outputs of a node as files; `figure.svg` becomes `<name>.svg`. */
async function addNode(
  prepared: Prepared,
  contents: Contents,
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
    const file = `${name}.${kind}`;
    contents.set(file, () => prepared.store.read(digest));
    digests[kind] = digest;
    files[kind] = shown(prepared, join(prepared.folder, file));
  }
  const { parameters } = nodeAt(prepared.plan, key);
  const partialOf = "partial" in parameters ? parameters.partial?.of : undefined;
  return { name, key, ...(partialOf !== undefined && { partialOf }), digests, files };
}
