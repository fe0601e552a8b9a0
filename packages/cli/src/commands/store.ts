import type { Checked } from "@goldilocks/store";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { answer } from "../text/answer.ts";
import { align } from "../text/align.ts";
import { paintFor } from "../text/paint.ts";
import { bytes, count, whole } from "../text/quantities.ts";
import { openForUpkeep } from "../upkeep/open.ts";

const SHOWN_EVERY = 500;

/** `exp store check`: reads and verifies everything. */
export const store: Command = {
  name: "store",
  summary: "read and verify everything in the store, and say what can be computed again",
  usage: "store check [options]",
  details: `Every artifact is read and compared with its digest, every record with its own. What is damaged is set aside in the store's
folder quarantine/; nothing is removed. Exit code 1 where something was damaged or lost.

example:
  exp store check`,
  options: { json: { summary: "print the counts as JSON on standard output, and nothing else there" } },
  run: async (given, session) => {
    const word = exactlyOne(given, "action", "exp store check");
    if (word !== "check") {
      const message = `exp store cannot ${JSON.stringify(word)}`;
      throw new UsageError({ code: "CLI_UNKNOWN_COMMAND", message, hint: "the one action is: exp store check" });
    }
    const { out, err } = session;
    const upkeep = await openForUpkeep(session);
    const checked = await upkeep.check((done, total) => {
      if (done % SHOWN_EVERY === 0) err.print(`${whole(done)} of ${whole(total)} artifacts read`);
    });
    const intact = checked.lost.length + checked.damaged.length === 0;
    const { green, red } = paintFor(out.color);
    const facts = { outcome: intact ? "intact" : "damaged", ...checked };
    answer(given, out, facts, checkedLines(checked, intact ? green("intact") : red("damaged")));
    return intact ? exitCodes.done : exitCodes.failed;
  },
};

function checkedLines(checked: Checked, verdict: string): readonly string[] {
  const { objects, results, points, checkpoints, runs, pins, lost, damaged } = checked;
  const rows = [
    ["  artifacts", whole(objects), bytes(checked.bytes)],
    ["  results", whole(results), ""],
    ["  points", whole(points), ""],
    ["  checkpoints", whole(checkpoints), ""],
    ["  runs", whole(runs), ""],
    ["  pins", whole(pins), ""],
  ];
  return [
    `${verdict}: everything was read`,
    ...align(rows, ["left", "right", "right"]),
    ...(damaged.length === 0 ? [] : [`${count(damaged.length, "artifact")} set aside`]),
    ...(lost.length === 0 ? [] : [`${count(lost.length, "result")} to be computed again when a run needs them:`]),
    ...lost.map((key) => `  ${key}`),
  ];
}
