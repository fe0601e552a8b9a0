import { valueOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { atMostOne } from "../positionals.ts";
import { targetOf } from "../rerun/target.ts";
import { openForReading } from "../stored/store-files.ts";
import { align } from "../text/align.ts";
import { answer } from "../text/answer.ts";
import { planOfTarget } from "../rerun/target-plan.ts";
import { openForUpkeep } from "../upkeep/open.ts";

/** `exp pin HASH`: keeps a result from being removed. */
export const pin: Command = {
  name: "pin",
  summary: "keep a result, with all that it is made from, from being removed by exp gc",
  usage: "pin [HASH] [options]",
  details: `Without HASH, lists the pins.

examples:
  exp pin 97bc4859 --note "figure 3 of the paper"
  exp pin 97bc4859 --remove`,
  options: {
    note: { value: "TEXT", summary: "why it is kept" },
    remove: { summary: "take the pin away" },
    json: { summary: "print the pins as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const word = atMostOne(given, "hash");
    const upkeep = await openForUpkeep(session);
    if (word !== undefined) {
      const target = await targetOf(word, await openForReading(session));
      const key = target.key ?? target.run?.table ?? (await planOfTarget(target)).table;
      if (given.flags.has("remove")) await upkeep.unpin(key);
      else await upkeep.pin({ key, note: valueOf(given, "note") ?? "" });
    }
    const pins = await upkeep.pins();
    const lines = align(
      pins.map(({ key, note }) => [key.slice(0, 12), note]),
      ["left", "left"],
    );
    answer(given, session.out, { pins }, lines.length === 0 ? "nothing is pinned" : lines);
    return exitCodes.done;
  },
};
