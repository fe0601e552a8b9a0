import type { Command, Session } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { align } from "../text/align.ts";
import { answer } from "../text/answer.ts";

/** `exp compare HASH…`: MLflow's page that compares runs. */
export const compare: Command = {
  name: "compare",
  summary: "open MLflow's page that compares the runs of figures, or of cells",
  usage: "compare HASH... [options]",
  details: `HASH is the beginning of the hash of a figure or a table (its whole run is compared), of a trained state (the run of its cell), or
mlflow:RUN_ID. What waits in the outbox is not there yet: exp sync delivers it.

examples:
  exp compare 97bc4859 4c1fd2a0
  exp compare mlflow:0a1b2c3d4e5f60718293a4b5c6d7e8f9 97bc4859`,
  options: {
    "no-open": { summary: "open no browser" },
    json: { summary: "print runs and address as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const words = severalHashes(given.positionals);
    const { facts, lines } = await compared(words, session);
    const { out } = session;
    answer(given, out, facts, lines);
    if (!given.flags.has("no-open") && !given.flags.has("json") && out.live) {
      const { openPage } = await import("../mlflow/open-page.ts");
      openPage(facts.page);
    }
    return exitCodes.done;
  },
};

function severalHashes(words: readonly string[]): readonly string[] {
  if (words.length >= 2) return words;
  const message =
    words.length === 0 ? "no hash is named" : `one hash alone is compared with nothing: ${words.join("")}`;
  throw new UsageError({
    code: "CLI_MISSING_ARGUMENT",
    message,
    hint: "name two or more: exp compare 97bc4859 4c1fd2a0",
  });
}

async function compared(words: readonly string[], session: Session) {
  const { withClient } = await import("../mlflow/with-client.ts");
  const { comparedRuns, comparisonLink } = await import("../mlflow/compared-runs.ts");
  return withClient(session, async (client, { shown }) => {
    const runs = await comparedRuns(client, words);
    const page = comparisonLink(shown, runs);
    const facts = {
      page,
      runs: runs.map(({ runId, experimentId, name }, index) => ({ hash: words[index], runId, experimentId, name })),
    };
    const rows = facts.runs.map(({ hash = "", runId, name }) => [`  ${hash}`, runId, name]);
    return { facts, lines: [...align(rows, ["left", "left", "left"]).map((line) => line.trimEnd()), page] };
  });
}
