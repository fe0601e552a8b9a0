import { damage } from "./faults/damage.mjs";
import { disk } from "./faults/disk.mjs";
import { four } from "./faults/four.mjs";
import { kills } from "./faults/kills.mjs";
import { undisturbed } from "./faults/workplace.mjs";

const KILLS = 200;

/**
 * An experiment comes to harm in every way that docs/store.md names; each time the same command then finishes with the digests of an
 * undisturbed run, nothing that was recorded is lost, and no lock is removed by hand.
 */
export async function faults() {
  const expected = await undisturbed();
  try {
    const done = [await disk(expected), await four(expected), await damage(expected), await kills(expected, KILLS)];
    return done.join("; ");
  } finally {
    expected.place.remove();
  }
}
