import type { Json } from "@goldilocks/digest";
import type { Result, Store } from "@goldilocks/engine";
import type { Changes } from "../run-command.ts";
import type { Workspace } from "../workspace.ts";
import { readPreImage } from "./node-words.ts";
import type { StoredRun } from "./runs.ts";
import { objectPath } from "./store-files.ts";

/** An input of a node: its kind where the store has its result. */
interface InputFacts {
  readonly key: string;
  readonly kind: string | null;
}

/** Everything the store tells of a node; what `exp show --json` prints. */
export interface NodeFacts {
  readonly is: "node";
  readonly key: string;
  readonly kind: string;
  readonly opVersion: string;
  readonly parameters: Json;
  readonly device: string | null;
  readonly inputs: readonly InputFacts[];
  /** False for a node that was planned, and has no result of its own or none yet. */
  readonly stored: boolean;
  readonly outputs: Readonly<Record<string, OutputFacts>>;
  readonly values: Json;
  readonly provenance: Json;
  /** Ids of the runs whose table, figure or estimates it is. */
  readonly runs: readonly string[];
  /** What each of these runs changed of its file. */
  readonly asked: readonly (Changes & { readonly run: string })[];
  /** Results of another class of device that it was made anew from, and the runs that made it anew on another. */
  readonly derivedFrom: readonly string[];
  readonly derivedIn: readonly string[];
  readonly preImage: Json;
}

/** Bytes of the store. */
interface OutputFacts {
  readonly digest: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** From where the person stands. */
  readonly path: string;
}

/** Inputs of a table are as many as its cells have metrics; only these are looked up. */
const MOST_INPUTS = 8;

/** Gathers what the store tells of a node. */
export async function describeNode(
  node: Pick<Result, "key" | "preImage"> & Partial<Result>,
  runs: readonly StoredRun[],
  store: Store | undefined,
  workspace: Workspace,
): Promise<NodeFacts> {
  const { key, preImage, outputs, values = null, provenance = null } = node;
  const read = readPreImage(preImage);
  const inputs = (read?.inputs ?? []).map(async (input, index): Promise<InputFacts> => ({
    key: input,
    kind: index < MOST_INPUTS && store !== undefined ? await kindOf(store, input) : null,
  }));
  const own = runs.filter(({ goals }) => goals.includes(key));
  const described = Object.entries(outputs ?? {}).map(([name, { digest, bytes, mediaType }]) => [
    name,
    { digest, bytes, mediaType, path: objectPath(workspace, digest) },
  ]);
  return {
    is: "node",
    key,
    kind: read?.kind ?? "",
    opVersion: read?.opVersion ?? "",
    parameters: read?.parameters ?? null,
    device: read?.device ?? null,
    inputs: await Promise.all(inputs),
    stored: outputs !== undefined,
    outputs: Object.fromEntries(described) as NodeFacts["outputs"],
    values,
    provenance,
    runs: own.map(({ id }) => id),
    asked: own.map(({ id, profile, set }) => ({ run: id, profile, set })),
    derivedFrom: [...new Set(own.flatMap(({ derivedFrom }) => derivedFrom ?? []))],
    derivedIn: runs.filter(({ derivedFrom }) => derivedFrom === key).map(({ id }) => id),
    preImage,
  };
}

const kindOf = async (store: Store, key: string): Promise<string | null> =>
  readPreImage((await store.result(key))?.preImage ?? null)?.kind ?? null;
