import { type Entry } from "./batch-file.ts";
import { type Delivery } from "./delivery.ts";
import { Failed, failureOf, type Failure } from "./failure.ts";
import { placeFor } from "./place-delivery.ts";
import { RunsOfPlace, type Wanted, type Work } from "./runs-of-place.ts";

/** What one attempt to deliver everything came to. */
export interface Passed {
  readonly delivered: number;
  /** States that were refused. Tried again they would be refused again. */
  readonly refused: ReadonlyMap<Entry, Failure>;
  /** What ended the attempt early. */
  readonly failure?: Failure;
}

/** Delivers all that is wanted, experiment by experiment. Never rejects. */
export async function deliverAll(delivery: Delivery, wanted: Wanted): Promise<Passed> {
  const work: Work = { refused: new Map<Entry, Failure>(), delivered: 0 };
  try {
    delivery.ledger.refresh();
    const entries = [...delivery.outbox.newest().values()];
    const names = new Set(wanted.intents.map(({ experiment }) => experiment));
    for (const entry of entries) {
      if (wanted.isWanted(entry, delivery.ledger.run(entry.runKey))) names.add(entry.experiment);
    }
    let reached = 0;
    let forbidden: Failure | undefined;
    for (const name of names) {
      const mine = entries.filter(({ experiment }) => experiment === name);
      const refusal = await deliverPlace(delivery, wanted, work, name, mine).catch(refusedPlace(delivery));
      const isWanted = (entry: Entry): boolean => wanted.isWanted(entry, delivery.ledger.run(entry.runKey));
      if (refusal !== undefined) for (const entry of mine.filter(isWanted)) work.refused.set(entry, refusal);
      if (refusal?.scope === "place") forbidden = refusal;
      else reached += 1;
    }
    // Who may do nothing anywhere is not asked again for every run.
    return forbidden === undefined || reached > 0 ? work : { ...work, failure: { ...forbidden, scope: "stop" } };
  } catch (error) {
    return { ...work, failure: failureOf(error) };
  }
}

/** @throws whatever refuses the experiment as a whole. */
async function deliverPlace(
  delivery: Delivery,
  wanted: Wanted,
  work: Work,
  name: string,
  mine: readonly Entry[],
): Promise<undefined> {
  const place = await placeFor(delivery, name).catch((error: unknown) => {
    const failure = failureOf(error);
    throw failure.problem.code === "TRACKING_REFUSED" ? new RefusedPlace(failure) : error;
  });
  await new RunsOfPlace(delivery, wanted, work, place, mine).deliver();
}

/** The server refuses an experiment itself. */
class RefusedPlace extends Failed {}

/** An experiment that the server refuses, as one of too long a name or one that others own, must not hold up the others; whatever else failed, fails on. */
const refusedPlace =
  ({ signal }: Delivery) =>
  (error: unknown): Failure => {
    signal.throwIfAborted();
    const failure = failureOf(error);
    if (failure.scope !== "place" && !(error instanceof RefusedPlace)) throw error;
    return failure;
  };
