import { MlflowError } from "./mlflow-error.ts";

/** One page of an answer, and what asks for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * What a search finds, fetched page by page while it is iterated; each iteration begins anew.
 *
 * `for await (const run of client.runs.search(…))`, or `await client.runs.search(…).toArray()`.
 */
export class Pages<T> implements AsyncIterable<T> {
  readonly #fetch: (token: string | undefined) => Promise<Page<T>>;
  readonly #limit: number;

  constructor(fetch: (token: string | undefined) => Promise<Page<T>>, limit: number = Number.POSITIVE_INFINITY) {
    this.#fetch = fetch;
    this.#limit = limit;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page;
  }

  /** Whole pages, empty ones included. @throws {@link MlflowError} `MLFLOW_BAD_RESPONSE` for a server that goes round in circles. */
  async *pages(): AsyncGenerator<readonly T[], void, undefined> {
    const seen = new Set<string>();
    let token: string | undefined;
    let left = this.#limit;
    while (left > 0) {
      const { items, next } = await this.#fetch(token);
      yield items.slice(0, left);
      left -= items.length;
      if (next === undefined || next === "") return;
      if (seen.has(next)) {
        throw new MlflowError("MLFLOW_BAD_RESPONSE", "the server gave the same page token twice");
      }
      seen.add(next);
      token = next;
    }
  }

  /** Everything at once. */
  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const page of this.pages()) for (const item of page) all.push(item);
    return all;
  }

  /** The first, or `undefined`. */
  async first(): Promise<T | undefined> {
    for await (const item of this) return item;
    return undefined;
  }
}
