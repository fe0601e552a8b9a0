/** The longest time that a timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * A limit in time for one attempt. Its signal aborts when the time is up, or when the caller's own signal does.
 *
 * Timers do not follow the machine's clock, so that a clock that is set anew changes no limit.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #caller: AbortSignal | undefined;
  #isOver = false;

  /** @param milliseconds - 0 is no limit. */
  constructor(milliseconds: number, caller: AbortSignal | undefined) {
    this.#caller = caller;
    caller?.addEventListener("abort", this.#onAbort);
    if (milliseconds <= 0 || milliseconds === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        this.#isOver = true;
        this.#controller.abort();
      },
      Math.min(milliseconds, LONGEST),
    );
  }

  readonly #onAbort = (): void => this.#controller.abort(this.#caller?.reason);

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the time is up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * The outcome of work, or a rejection as soon as the time is up or the caller has had enough: some work hears of a signal late, such as a
   * connection that is being made through a proxy.
   */
  async within<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return await new Promise<T>((resolve, reject) => {
      const stop = (): void => reject(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
      work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    });
  }

  /** Takes the limit away; the caller's signal still counts. */
  lift(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the watch. */
  end(): void {
    this.lift();
    this.#caller?.removeEventListener("abort", this.#onAbort);
  }
}
