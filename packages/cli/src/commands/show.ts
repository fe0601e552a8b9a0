import { type Arguments, valueOf } from "../arguments.ts";
import type { Command, Session } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { behindMlflow } from "../mlflow/behind-mlflow.ts";
import { exactlyOne, noArguments } from "../positionals.ts";
import { experimentBehind } from "../stored/experiment-behind.ts";
import { findNamed } from "../stored/find-named.ts";
import { storedRuns } from "../stored/runs.ts";
import { shown, type Shown } from "../stored/shown.ts";
import { openForReading, type Opened } from "../stored/store-files.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";
import { linesOf } from "../text/terminal.ts";

/** `exp show HASH`: what a hash stands for. */
export const show: Command = {
  name: "show",
  summary: "say what a hash or a run stands for: what decides it, what it made, when and by what",
  usage: "show HASH|FIGURE [options]",
  details: `HASH is the beginning of a result's hash (a figure's, a table's, any node's), of an output's digest, or of a run's id;
or mlflow:RUN_ID for a run that is seen in MLflow. FIGURE is an SVG, PNG or PDF that Goldilocks made.

examples:
  exp show 97bc4859
  exp show 97bc4859 --spec > figure.yaml && exp figure.yaml
  exp show figure3.png --inputs 2`,
  options: {
    mlflow: { value: "RUN_ID", summary: "what a run that is seen in MLflow stands for; the same as mlflow:RUN_ID" },
    spec: { summary: "print only the experiment, as YAML that gives the same figure again" },
    inputs: { value: "DEPTH", summary: "what it is made from, as a tree of so many levels" },
    used: { summary: "what is made directly from it, and the runs that planned it" },
    outputs: { summary: "only its files, one a line: name, digest and path, with tabs between" },
    json: { summary: "print everything as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const word = await behindMlflow(named(given), session);
    const { out } = session;
    const asked = askedOf(given);
    const opened = await openForReading(session);
    if (asked === "spec") out.print(linesOf(await specText(word, opened)));
    else {
      const { facts, lines } = await shownAs(asked, word, given, opened, session);
      answer(given, out, facts, lines);
    }
    return exitCodes.done;
  },
};

type Asked = "all" | "inputs" | "outputs" | "spec" | "used";

/** What of it is to be shown. @throws {@link UsageError} `CLI_BAD_VALUE` where several things are asked at once. */
function askedOf(given: Arguments): Asked {
  const all = (["inputs", "outputs", "spec", "used"] as const).filter(
    (name) => given.flags.has(name) || given.values.has(name),
  );
  if (all.length <= 1) return all[0] ?? "all";
  const message = `${all.map((name) => `--${name}`).join(" and ")} are two questions`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: `ask one at a time, for example: --${all[0]}` });
}

/** What is asked about: a hash, a figure's file, or a run of MLflow's. */
function named(given: Arguments): string {
  const runId = valueOf(given, "mlflow");
  if (runId === undefined) return exactlyOne(given, "hash or figure", "exp show 97bc4859");
  noArguments(given, "exp show --mlflow RUN_ID");
  return `mlflow:${runId}`;
}

async function shownAs(asked: Asked, word: string, given: Arguments, opened: Opened, { out }: Session): Promise<Shown> {
  const paint = paintFor(out.color);
  if (asked === "all") return shown(word, opened, paint);
  const { inputsShown, outputsShown, usesShown } = await import("../stored/surroundings.ts");
  if (asked === "inputs") return inputsShown(word, depthOf(given), opened);
  return asked === "used" ? usesShown(word, opened, paint) : outputsShown(word, opened);
}

const DEEPEST = 20;

function depthOf(given: Arguments): number {
  const text = valueOf(given, "inputs") ?? "";
  const depth = Number(text);
  if (/^\d{1,2}$/u.test(text) && depth >= 1 && depth <= DEEPEST) return depth;
  const message = `--inputs ${text} is no whole number from 1 to ${DEEPEST}`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: "for example: --inputs 2" });
}

/** The experiment behind a figure, a table or a run, in its normal form. */
async function specText(word: string, opened: Opened): Promise<string> {
  const { store } = opened;
  const found = await findNamed(word, opened);
  const runs = store === undefined ? [] : await storedRuns(store);
  const normal = found.kind === "file" ? found.file.normal : experimentBehind(found, runs).normal;
  const { loadNormal, normalYaml } = await import("@goldilocks/spec");
  return normalYaml(await loadNormal(normal));
}
