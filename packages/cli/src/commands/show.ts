import type { Command, Session } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { describeNode } from "../stored/describe-node.ts";
import { experimentBehind } from "../stored/experiment-behind.ts";
import { find } from "../stored/find.ts";
import { block, indented, nodeLines } from "../stored/node-lines.ts";
import { readPreImage } from "../stored/node-words.ts";
import { runFacts, runLines } from "../stored/run-lines.ts";
import { storedRuns } from "../stored/runs.ts";
import { objectPath, openForReading } from "../stored/store-files.ts";
import { paintFor } from "../text/paint.ts";
import { bytes } from "../text/quantities.ts";

/** `exp show HASH`: what a hash stands for. */
export const show: Command = {
  name: "show",
  summary: "say what a hash or a run stands for: what decides it, what it made, when and by what",
  usage: "show HASH [options]",
  details: `HASH is the beginning of a result's hash (a figure's, a table's, any node's), of an output's digest, or of a run's id.

examples:
  exp show 97bc4859
  exp show 97bc4859 --spec > figure.yaml && exp figure.yaml`,
  options: {
    spec: { summary: "print only the experiment, as YAML that gives the same figure again" },
    json: { summary: "print everything as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const text = exactlyOne(given, "hash", "exp show 97bc4859");
    const { out } = session;
    const shown = given.flags.has("spec") ? await specText(text, session) : await factsOf(text, session);
    if (typeof shown === "string") out.write(shown);
    else if (given.flags.has("json")) out.write(`${JSON.stringify(shown.facts, undefined, 2)}\n`);
    else out.write(`${shown.lines.join("\n")}\n`);
    return exitCodes.done;
  },
};

interface Shown {
  readonly facts: object;
  readonly lines: readonly string[];
}

async function factsOf(text: string, session: Session): Promise<Shown> {
  const { workspace, store } = await openForReading(session);
  const found = await find(store, text);
  const paint = paintFor(session.out.color);
  if (found.kind === "run") return { facts: runFacts(found.run), lines: runLines(found.run, paint) };
  if (found.kind === "output") {
    const { name, output, results } = found;
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
  const node = found.kind === "result" ? found.result : found;
  const facts = await describeNode(node, store === undefined ? [] : await storedRuns(store), store, workspace);
  return { facts, lines: nodeLines(facts, paint) };
}

/** The experiment behind a figure, a table or a run, in its normal form. */
async function specText(text: string, session: Session): Promise<string> {
  const { store } = await openForReading(session);
  const { normal } = experimentBehind(await find(store, text), store === undefined ? [] : await storedRuns(store));
  const { loadExperiment, normalYaml } = await import("@goldilocks/spec");
  return normalYaml(await loadExperiment("experiment.yaml", { read: () => JSON.stringify(normal) }));
}
