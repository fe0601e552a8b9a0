import { type Paint } from "../text/paint.ts";
import { bytes } from "../text/quantities.ts";
import { describeNode } from "./describe-node.ts";
import { findNamed, type Named } from "./find-named.ts";
import { textIn } from "./json.ts";
import { block, indented, nodeLines } from "./node-lines.ts";
import { readPreImage } from "./node-words.ts";
import { runFacts, runLines } from "./run-lines.ts";
import { storedRuns } from "./runs.ts";
import { objectPath, type Opened } from "./store-files.ts";

/** What `exp show` prints: as data, and as lines for a person. */
export interface Shown {
  readonly facts: object;
  readonly lines: readonly string[];
}

/** Everything that is known of what a person names. @throws as {@link findNamed} does. */
export async function shown(word: string, opened: Opened, paint: Paint): Promise<Shown> {
  const { workspace, store } = opened;
  const found = await findNamed(word, opened);
  if (found.kind === "file") return fileShown(found, paint);
  if (found.kind === "run") return { facts: runFacts(found.run), lines: runLines(found.run, paint) };
  if (found.kind === "output") return outputShown(found, opened, paint);
  const node = found.kind === "result" ? found.result : found;
  const facts = await describeNode(node, store === undefined ? [] : await storedRuns(store), store, workspace);
  return { facts, lines: nodeLines(facts, paint) };
}

function outputShown(
  { name, output, results }: Extract<Named, { kind: "output" }>,
  { workspace }: Opened,
  paint: Paint,
): Shown {
  const path = objectPath(workspace, output.digest);
  const owners = results.map(({ key, preImage }) => ({ key, kind: readPreImage(preImage)?.kind ?? null }));
  return {
    facts: { is: "output", name, ...output, path, results: owners },
    lines: [
      `${paint.bold(name)} ${paint.cyan(output.digest)}`,
      ...indented([
        ["size", bytes(output.bytes)],
        ["media type", output.mediaType],
        ["path", path],
      ]),
      ...block("output of", indented(owners.map(({ key, kind }) => [kind ?? "–", key])), paint),
    ],
  };
}

/** A figure that only its file tells of. */
function fileShown({ file }: Extract<Named, { kind: "file" }>, paint: Paint): Shown {
  const { name, digest, key, normal } = file;
  const [experiment, title] = [textIn(normal, "name"), textIn(normal, "title")];
  return {
    facts: { is: "file", name, digest, key, experiment, title, stored: false, spec: normal },
    lines: [
      `${paint.bold("figure")} ${paint.cyan(key)}`,
      ...indented([
        ["file", name],
        ["digest", digest],
        ["title", title],
        ["made", "not in the store: exp rerun with the file makes it again"],
      ]),
    ],
  };
}
