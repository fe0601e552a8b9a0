import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { storedNodes } from "@goldilocks/engine";
import { required } from "@goldilocks/plan";
import type { Arguments } from "../arguments.ts";
import type { Command, Session } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { experimentOptions, type Prepared, prepare } from "../prepare.ts";
import { prepareTarget } from "../rerun/prepare-target.ts";
import { targetOf } from "../rerun/target.ts";
import { plannedNodes } from "../stored/planned-nodes.ts";
import { storedRuns } from "../stored/runs.ts";
import { storeEvents } from "../stored/store-events.ts";
import { openForReading } from "../stored/store-files.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";
import { reasonLines } from "../why/reason-text.ts";
import { type Reason, reasonsOf } from "../why/reasons.ts";

/** `exp why FILE`: what would run, and what makes it new. */
export const why: Command = {
  name: "why",
  summary: "say why a run would compute what it would: the fields that differ from the nearest there is",
  usage: "why FILE|HASH [options]",
  details: `Runs nothing. A result is computed when the store has none of its key, and a key is the hash of what decides the result.
For each that would be computed, the nearest earlier result of its kind is found, and the fields in which the two differ are named.

examples:
  exp why experiments/toy-fig3.yaml --set train.batch=128
  exp why 97bc4859`,
  argument: "experiment",
  options: {
    ...experimentOptions,
    json: { summary: "print the reasons as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const word = exactlyOne(given, "experiment file or hash", "exp why experiments/toy-fig3.yaml");
    const reasons = await reasonsFor(await prepared(word, given, session));
    const { out } = session;
    const paint = paintFor(out.color);
    const lines =
      reasons.length === 0
        ? ["nothing would run: everything is in the store"]
        : reasons.flatMap((reason) => reasonLines(reason, paint));
    answer(given, out, { reasons }, lines);
    return exitCodes.done;
  },
};

async function prepared(word: string, given: Arguments, session: Session): Promise<Prepared> {
  const { env, err } = session;
  const opened = await openForReading(session);
  const isHash = /^[0-9a-f]{4,64}$/iu.test(word) && !existsSync(resolve(opened.workspace.base, word));
  const events = storeEvents(err);
  if (isHash && given.values.size > 0) throw recorded(word);
  if (isHash) return prepareTarget(await targetOf(word, opened), opened.workspace, events);
  return prepare(word, given, env, events);
}

async function reasonsFor({ plan, store }: Prepared): Promise<readonly Reason[]> {
  const missing = required(plan, await storedNodes(plan, store));
  const runs = await storedRuns(store);
  const nodes = await plannedNodes(store, runs, "");
  const preImages = new Map(nodes.map(({ key, preImage }) => [key, preImage]));
  const done = runs.filter(({ outcome }) => outcome === "done");
  const made = new Set((await plannedNodes(store, done, "")).map(({ key }) => key));
  return reasonsOf(plan, missing, { preImages, made, stored: new Set(await store.keys("")) });
}

function recorded(word: string): UsageError {
  const message = `${word} names a recorded experiment, which nothing can change`;
  return new UsageError({
    code: "CLI_BAD_VALUE",
    message,
    hint: "name its file to see what --profile and --set would change",
  });
}
