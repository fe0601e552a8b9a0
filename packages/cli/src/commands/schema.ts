import { didYouMean } from "@goldilocks/diagnostics";
import { describe, keyPaths, type KeyDescription, schemaText } from "@goldilocks/spec";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { atMostOne } from "../positionals.ts";
import { answer } from "../text/answer.ts";
import { align } from "../text/align.ts";
import { linesOf } from "../text/terminal.ts";
import { type Paint, paintFor } from "../text/paint.ts";

/** `exp schema [KEY]`: the language, for editors and for people. */
export const schema: Command = {
  name: "schema",
  summary: "print the JSON Schema of an experiment file, or explain one key of the language",
  usage: "schema [KEY] [options]",
  details: `Without KEY, the whole schema (JSON Schema, 2020-12), by which an editor completes and explains an experiment.

examples:
  exp schema sae.l1Coefficient
  exp schema > experiment.schema.json`,
  argument: "key",
  options: {
    json: { summary: "print the explanation as JSON on standard output, and nothing else there" },
  },
  run: async (given, { out }) => {
    const key = atMostOne(given, "key");
    if (key === undefined) {
      out.print(linesOf(schemaText()));
      return exitCodes.done;
    }
    const description = describe(key);
    const inner = keyPaths.filter((path) => path.startsWith(`${key}.`));
    if (description === undefined && inner.length === 0) throw unknownKey(key);
    const facts = description ?? { path: key, description: "", examples: [] };
    answer(given, out, { ...facts, keys: inner }, keyLines(facts, inner, paintFor(out.color)));
    return exitCodes.done;
  },
};

function keyLines(key: KeyDescription, inner: readonly string[], paint: Paint): readonly string[] {
  const { path, title, type, description, unit, values, examples } = key;
  const range = rangeOf(key);
  const rows = [
    ...(type === undefined ? [] : [["type", type]]),
    ...(range === "" ? [] : [["range", range]]),
    ...(unit === undefined ? [] : [["unit", unit]]),
    ...(values === undefined ? [] : [["values", values.map(written).join(", ")]]),
    ...("default" in key ? [["default", written(key.default)]] : []),
    ...(examples.length === 0 ? [] : [["example", written(examples[0])]]),
  ];
  const named = title === undefined ? paint.bold(path) : `${paint.bold(path)}: ${title}`;
  const keys = inner.map((one) => {
    const about = describe(one);
    return [one, about?.title ?? firstSentence(about?.description ?? "")];
  });
  return [
    named,
    ...(description === "" ? [] : ["", description]),
    ...(rows.length === 0 ? [] : ["", ...align(rows, ["left", "left"]).map((line) => `  ${line}`)]),
    ...(keys.length === 0 ? [] : ["", paint.bold("keys"), ...align(keys, ["left", "left"]).map((line) => `  ${line}`)]),
  ];
}

/** Between what a number must lie: `from 1 to 1048576`, `above 0 and below 1`. */
function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: KeyDescription): string {
  const low = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
  ];
  const high = [
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  return [...low, ...high].join(" and ");
}

const firstSentence = (text: string): string => text.split(/(?<=\.)\s/u)[0] ?? "";

/** A value as it stands in an experiment file. */
const written = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function unknownKey(key: string): UsageError {
  const tops = keyPaths.filter((path) => !path.includes("."));
  const hint = didYouMean(key, keyPaths) ?? `keys: ${tops.join(", ")}`;
  return new UsageError({ code: "CLI_UNKNOWN_KEY", message: `the language has no key ${key}`, hint });
}
