import { type Arguments, valueOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { oneOrTwo } from "../positionals.ts";
import { experimentOptions } from "../prepare.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";

const EXAMPLE = "exp diff 97bc4859 0328c313";
const MOST = 1000;

/** `exp diff A B`: how two figures, experiments or runs differ. */
export const diff: Command = {
  name: "diff",
  summary: "compare two figures, experiments or runs: fields, nodes, numbers, and a picture of the difference",
  usage: "diff A B [options]",
  details: `A and B are each an experiment's file (FILE.yaml, or FILE.yaml:PROFILE), an SVG, PNG or PDF figure, or a hash: of a figure, a table or
any other node, of an output's digest, or a run's id. Alone, a file is compared with itself under --profile and --set; with two,
these change every file among them. Runs nothing: what the store lacks is said. Changes are B − A. Pictures go to results/diff-A-B.

examples:
  exp diff 97bc4859 0328c313
  exp diff experiments/toy-fig3.yaml experiments/toy-fig2.yaml --profile smoke
  exp diff experiments/toy-fig3.yaml:smoke --set train.batch=128`,
  argument: "experiment",
  options: {
    ...experimentOptions,
    metric: { value: "NAME", repeatable: true, summary: "only this metric; may be given several times" },
    top: { value: "N", summary: "list the N cells in which each metric changes most (default: 1)" },
    out: { value: "DIR", summary: "leave the pictures there" },
    "exit-code": { summary: "exit with 1 where anything differs" },
    json: { summary: "print everything as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const words = wordsOf(given);
    const top = topOf(given);
    const { compare } = await import("../diff/compare.ts");
    const { comparisonLines } = await import("../diff/comparison-text.ts");
    const found = await compare(words, given, session);
    const { out } = session;
    answer(given, out, found, comparisonLines(found, top, paintFor(out.color)));
    return given.flags.has("exit-code") && !found.same ? exitCodes.failed : exitCodes.done;
  },
};

/** The two words; of one alone, and options that change it, it is both. */
function wordsOf(given: Arguments): { readonly a: string; readonly b: string; readonly alone: boolean } {
  const [a, b] = oneOrTwo(given, "hash, figure or file", EXAMPLE);
  if (b !== undefined) return { a, b, alone: false };
  if (given.values.has("profile") || given.values.has("set")) return { a, b: a, alone: true };
  const message = `nothing is named to compare ${a} with`;
  const hint = `name a second, or what to change with --profile or --set; for example: ${EXAMPLE}`;
  throw new UsageError({ code: "CLI_MISSING_ARGUMENT", message, hint });
}

function topOf(given: Arguments): number {
  const text = valueOf(given, "top") ?? "1";
  if (/^\d{1,4}$/u.test(text) && Number(text) >= 1 && Number(text) <= MOST) return Number(text);
  const message = `--top ${text} is no whole number from 1 to ${MOST}`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: "--json lists every change" });
}
