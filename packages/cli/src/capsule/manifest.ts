import type { Json } from "@goldilocks/digest";
import { modestJson } from "./modest-json.ts";
import { isRecord, textIn } from "../stored/json.ts";

/** The manifest's name in a capsule. */
export const MANIFEST = "goldilocks.json";

/** Version of the format. */
const FORMAT = 1;

/** What a capsule holds; an alias, so that it is JSON. */
export type Manifest = {
  readonly capsule: number;
  /** The result that it is about. */
  readonly key: string;
  readonly kind: string;
  /** Of what was made although cells had failed: the key of the whole. */
  readonly partialOf?: string;
  /** Of the result, by name: what must come out again. */
  readonly outputs: { readonly [name: string]: string };
  readonly experiment: string;
  readonly title: string;
  /** Commit of the code; empty where none was recorded. */
  readonly commit: string;
  readonly files: { readonly [path: string]: { readonly digest: string; readonly bytes: number } };
};

export const manifestOf = (about: Omit<Manifest, "capsule">): Manifest => ({ capsule: FORMAT, ...about });

/** Whether a value is a key or a digest. */
export const isHash = (value: Json | undefined): value is string =>
  typeof value === "string" && /^[0-9a-f]{64}$/u.test(value);

/** Reads a manifest; `undefined` for what is none of this format. */
export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  const value = modestJson(bytes);
  if (!isRecord(value) || value["capsule"] !== FORMAT || !isHash(value["key"])) return undefined;
  const { outputs, files, partialOf } = value;
  if (!isRecord(outputs) || !isRecord(files) || !Object.values(outputs).every(isHash)) return undefined;
  if (partialOf !== undefined && !isHash(partialOf)) return undefined;
  const listed = Object.values(files).every(
    (file) => isRecord(file) && isHash(file["digest"]) && Number.isSafeInteger(file["bytes"]),
  );
  const [kind = "", experiment = "", title = "", commit = ""] = ["kind", "experiment", "title", "commit"].map((name) =>
    textIn(value, name),
  );
  if (!listed || !/^[A-Za-z]*$/u.test(kind) || !/^(?:[0-9a-f]{40,64})?$/u.test(commit)) return undefined;
  // Checked field by field above.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { key, outputs: digests, files: list } = value as Manifest;
  const about = { key, kind, outputs: digests, experiment, title, commit, files: list };
  return manifestOf(partialOf === undefined ? about : { ...about, partialOf });
}
