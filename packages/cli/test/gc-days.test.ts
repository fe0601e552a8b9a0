import { expect, test } from "vitest";
import { readArguments } from "../src/arguments.ts";
import { gc } from "../src/commands/gc.ts";
import { keptRuns } from "../src/upkeep/reachable.ts";
import type { StoredRun } from "../src/stored/runs.ts";

const unused = () => {
  throw new Error("nothing is printed");
};
const terminal = { print: unused, printJson: unused, redraw: unused, passing: unused, columns: () => 80 };
const session = { out: { ...terminal, live: false, color: false, trueColor: false }, env: {}, argv: [] };

test.each(["-1", "1e99", "99999999999", "0x10", "NaN", "Infinity", "1.5", " 3", "٣"])(
  "exp gc --days=%j is refused before any store is opened",
  async (days) => {
    const given = readArguments([`--days=${days}`], gc.options);
    await expect(gc.run(given, { ...session, err: session.out })).rejects.toMatchObject({ code: "CLI_BAD_VALUE" });
  },
);

const DAY = 86_400_000;

/** A run of one experiment, so many days after 2026 began. */
const runAt = (days: number): StoredRun =>
  ({
    id: String(1000 + days),
    name: "a",
    profile: null,
    set: [],
    started: new Date(Date.UTC(2026) + days * DAY).toISOString(),
  }) as unknown as StoredRun;

test.each<[string, number, number, number[]]>([
  ["as it is", 40, 30, [20, 39]],
  ["0 days: the last run of each experiment stays", 40, 0, [39]],
  ["years ahead", 4000, 30, [39]],
  ["set back before all runs: none is old", -4000, 30, [0, 20, 39]],
  ["before 1970", -30_000, 0, [0, 20, 39]],
])("runs that are kept with a clock that is %s", (_, now, days, expected) => {
  const runs = [0, 20, 39].map(runAt);
  const kept = keptRuns(runs, { since: Date.UTC(2026) + (now - days) * DAY });
  expect(kept).toEqual(expected.map(runAt));
});
