import type { Json } from "@goldilocks/digest";
import type { Result, Store } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import { normalYaml } from "@goldilocks/spec";
import { CliError } from "../error.ts";
import { ANYWHERE } from "../invocation.ts";
import type { Target } from "../rerun/target.ts";
import { isRecord, textIn } from "../stored/json.ts";
import { readPreImage, wholeKeyOf } from "../stored/node-words.ts";
import { codeFiles } from "./code-files.ts";
import { MANIFEST, type Manifest, manifestOf } from "./manifest.ts";
import { checkPackable, fileOf, type PackedFile, type PackedFiles, storedFile } from "./packed-file.ts";
import { readmeText } from "./readme.ts";
import { roCrate } from "./ro-crate.ts";

/** What goes into a capsule. */
export interface Packing {
  readonly target: Target;
  readonly plan: Plan;
  readonly store: Store;
  /** A folder of the repository that has the code. */
  readonly repository: string;
  /** Whether every artifact is packed, trainings too. */
  readonly artifacts: boolean;
  /** Whether the program is packed. */
  readonly code: boolean;
  /** The experiment's files as they were written, where a run remembers them. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
}

/** A capsule's files, the manifest first. */
export interface Packed {
  readonly files: PackedFiles;
  readonly manifest: Manifest;
}

/**
 * Gathers everything that is needed to make a result again, and the result itself.
 *
 * @throws {@link CliError} `CLI_LOST_RESULT`, `CLI_NO_COMMIT`, `CLI_CANNOT_PACK`.
 */
export async function pack(packing: Packing): Promise<Packed> {
  const { target, plan, store } = packing;
  const key = target.key ?? plan.table;
  const result = await store.result(key);
  if (result === undefined) throw nothing(key);
  const files = new Map<string, PackedFile>();
  for (const [name, output] of Object.entries(result.outputs)) files.set(name, storedFile(store, output));
  files.set("spec.normal.yaml", text(normalYaml(plan.experiment)));
  for (const [index, source] of packing.sources.entries())
    files.set(`spec/${index}-${baseName(source.file)}`, text(source.text));
  // What was made although cells had failed is in the plan of no experiment.
  const others = plan.nodes.has(key) ? [] : await partialResults(result, store);
  const nodes = [...plan.nodes.values(), ...others];
  files.set("plan.json", json(nodes.map((node) => ({ key: node.key, preImage: node.preImage }))));
  const results = [...(await resultsOf(plan, store)), ...others];
  files.set("results.json", json(results.map(recordOf)));
  if (packing.artifacts) addArtifacts(files, results, store);
  if (packing.code) await addCode(files, result, packing);
  return sealed(
    files,
    { ...about(key, result, plan), ...(target.partialOf !== null && { partialOf: target.partialOf }) },
    result,
  );
}

function about(
  key: string,
  { preImage, outputs, provenance }: Result,
  { experiment }: Plan,
): Omit<Manifest, "capsule" | "files"> {
  const digests = Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));
  const { name, title } = experiment;
  const kind = readPreImage(preImage)?.kind ?? "";
  return { key, kind, outputs: digests, experiment: name, title, commit: textIn(provenance, "commit") };
}

function sealed(files: PackedFiles, facts: Omit<Manifest, "capsule" | "files">, { provenance }: Result): Packed {
  const made = { at: textIn(provenance, "at"), version: textIn(provenance, "version") };
  const named = new Map([["README.md", text(readmeText(facts, ANYWHERE))], ...files]);
  const crate = roCrate({ capsule: 1, ...facts }, [...named.keys()], made);
  const all = new Map([["ro-crate-metadata.json", json(crate)], ...named]);
  const listed = [...all].map(([path, { digest, bytes }]) => [path, { digest, bytes }] as const);
  const manifest = manifestOf({ ...facts, files: Object.fromEntries(listed) });
  const packed = new Map([[MANIFEST, json(manifest)], ...all]);
  checkPackable(packed);
  return { files: packed, manifest };
}

const text = (content: string): PackedFile => fileOf(new TextEncoder().encode(content));
const json = (value: Json): PackedFile => text(`${JSON.stringify(value, undefined, 2)}\n`);
const baseName = (file: string): string => (file.split(/[/\\]/u).at(-1) ?? "").replaceAll(/[^\w.-]/gu, "_");

async function resultsOf(plan: Plan, store: Store): Promise<readonly Result[]> {
  const found: Result[] = [];
  for (const key of plan.nodes.keys()) {
    const result = await store.result(key);
    if (result !== undefined) found.push(result);
  }
  return found;
}

/** A result and those among its inputs that are partial like it: a figure and its table. */
async function partialResults(result: Result, store: Store): Promise<readonly Result[]> {
  const found: Result[] = [];
  for (const key of readPreImage(result.preImage)?.inputs.slice(0, 1) ?? []) {
    const input = await store.result(key);
    const read = input && readPreImage(input.preImage);
    if (input !== undefined && read !== undefined && wholeKeyOf(read) !== undefined) found.push(input);
  }
  return [...found, result];
}

function recordOf({ key, preImage, outputs, values, provenance }: Result): Json {
  const digests = Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, { ...output }]));
  return { key, preImage, outputs: digests, values, provenance };
}

function addArtifacts(files: Map<string, PackedFile>, results: readonly Result[], store: Store): void {
  for (const output of results.flatMap(({ outputs }) => Object.values(outputs)))
    files.set(`objects/${output.digest}`, storedFile(store, output));
}

/** The code that made the result, where its commit is known. */
async function addCode(
  files: Map<string, PackedFile>,
  { provenance }: Result,
  { store, repository }: Packing,
): Promise<void> {
  const commit = textIn(provenance, "commit");
  const patch = textIn(provenance, "patch");
  const lost = patch === "" && isRecord(provenance) && provenance["dirty"] === true;
  if (commit === "" || lost) throw noCode(commit);
  const code = await codeFiles(repository, commit, patch === "" ? null : await store.read(patch));
  for (const [path, bytes] of Object.entries(code)) files.set(path, fileOf(bytes));
}

function nothing(key: string): CliError {
  const hint = "run it first: exp rerun with the same hash";
  return new CliError({ code: "CLI_LOST_RESULT", message: `the store does not have the result ${key}`, hint });
}

function noCode(commit: string): CliError {
  const message =
    commit === ""
      ? "no commit of the code that made it is recorded"
      : `the changes on top of commit ${commit} are not in the store`;
  const hint = "make the result again from a clean clone of the repository, then pack it";
  return new CliError({ code: "CLI_NO_COMMIT", message, hint });
}
