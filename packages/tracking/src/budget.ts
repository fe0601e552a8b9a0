import { problem } from "./error.ts";
import { Failed } from "./failure.ts";
import { type Clock, type TrackingOptions } from "./tracking.ts";

const tooSlow = (): Failed =>
  new Failed({
    scope: "server",
    problem: problem(
      "TRACKING_SLOW",
      "MLflow was too slow to take all runs in time",
      "they wait in the outbox; `exp sync` goes on with them",
    ),
  });

/**
 * The time that a delivery may take: some to begin with, and more for each run that the server confirms. A server that answers each request
 * just before its own limit cannot hold a delivery for longer.
 */
export class Budget {
  readonly #over = new AbortController();
  readonly #ended = new AbortController();
  readonly #clock: Clock;
  readonly #perRun: number;
  readonly #began: number;
  #allowed: number;

  constructor(clock: Clock, { first, perRun }: NonNullable<TrackingOptions["patience"]>) {
    this.#clock = clock;
    this.#perRun = perRun;
    this.#began = clock.elapsed();
    this.#allowed = first;
    void this.#watch();
  }

  /** Aborts, with a {@link Failed} of `TRACKING_SLOW`, when the time is up. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** A run was confirmed. */
  extend(): void {
    this.#allowed += this.#perRun;
  }

  /** Ends the watch. */
  end(): void {
    this.#ended.abort();
  }

  async #watch(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const left = this.#allowed - (this.#clock.elapsed() - this.#began);
      if (left <= 0) {
        this.#over.abort(tooSlow());
        return;
      }
      await this.#clock.sleep(left, this.#ended.signal);
    }
  }
}
