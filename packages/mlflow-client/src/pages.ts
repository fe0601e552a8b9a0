import { MlflowError } from "./mlflow-error.ts";

/** One page of an answer, and what asks for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** What one page is asked for with. */
export interface PageQuery {
  /** Undefined for the first page. */
  readonly token: string | undefined;
  /** Items at most; undefined where the server decides. */
  readonly size: number | undefined;
  /** To be told the size of the answer. */
  readonly onRead: (bytes: number) => void;
}

/** What a search may take, however the server answers. */
export interface PageLimits {
  /** Items in all. @default Infinity */
  readonly limit?: number | undefined;
  /** Items on a page. */
  readonly size?: number | undefined;
  /** Of all answers together. */
  readonly bytes: number;
  /** Milliseconds for all answers together. */
  readonly patience: number;
}

/** Empty pages in a row that a server may give before the next that is not. */
const EMPTY = 16;

/** A page that is too large is asked for again with this part of its items. */
const LESS = 8;

const badPages = (what: string): MlflowError => new MlflowError("MLFLOW_BAD_RESPONSE", `a search: ${what}`);

/**
 * What a search finds, fetched page by page while it is iterated; each iteration begins anew.
 *
 * `for await (const run of client.runs.search(…))`, or `await client.runs.search(…).toArray()`.
 */
export class Pages<T> implements AsyncIterable<T> {
  readonly #fetch: (query: PageQuery) => Promise<Page<T>>;
  readonly #limits: PageLimits;

  constructor(fetch: (query: PageQuery) => Promise<Page<T>>, limits: PageLimits) {
    this.#fetch = fetch;
    this.#limits = limits;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page;
  }

  /**
   * Whole pages, empty ones included.
   *
   * @throws {@link MlflowError} `MLFLOW_BAD_RESPONSE` for a server whose pages go round in circles, stay empty, or have more than was asked for;
   * `MLFLOW_ANSWER_TOO_LARGE` and `MLFLOW_TIMEOUT` for pages without end.
   */
  async *pages(): AsyncGenerator<readonly T[], void, undefined> {
    const seen = new Set<string>();
    const reader = new Reader(this.#fetch, this.#limits);
    let token: string | undefined;
    let left = this.#limits.limit ?? Number.POSITIVE_INFINITY;
    for (let empty = 0; left > 0;) {
      const { items, next } = await reader.read(token);
      yield items.slice(0, left);
      left -= items.length;
      if (next === undefined || next === "") return;
      if (seen.has(next)) throw badPages("the server gave the same page token twice");
      empty = items.length > 0 ? 0 : empty + 1;
      if (empty > EMPTY) throw badPages(`the server gave ${empty} empty pages, and a token for one more`);
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

/** Reads the pages of one search within its limits. */
class Reader<T> {
  readonly #fetch: (query: PageQuery) => Promise<Page<T>>;
  readonly #limits: PageLimits;
  #size: number | undefined;
  #bytes = 0;
  #time = 0;

  constructor(fetch: (query: PageQuery) => Promise<Page<T>>, limits: PageLimits) {
    this.#fetch = fetch;
    this.#limits = limits;
    this.#size = limits.size;
  }

  async read(token: string | undefined): Promise<Page<T>> {
    for (;;) {
      const page = await this.#attempt(token);
      if (page !== undefined) return page;
    }
  }

  /** Undefined for a page that is too large and may be smaller: things can be large without a lie. */
  async #attempt(token: string | undefined): Promise<Page<T> | undefined> {
    const { bytes, patience } = this.#limits;
    const size = this.#size;
    const began = performance.now();
    try {
      const page = await this.#fetch({ token, size, onRead: (read) => (this.#bytes += read) });
      if (size !== undefined && page.items.length > size)
        throw badPages(`${page.items.length} things on a page of ${size}`);
      if (this.#bytes > bytes) throw new MlflowError("MLFLOW_ANSWER_TOO_LARGE", `a search: more than ${bytes} bytes`);
      return page;
    } catch (error) {
      const isTooLarge = error instanceof MlflowError && error.code === "MLFLOW_ANSWER_TOO_LARGE";
      if (!isTooLarge || size === undefined || size <= 1 || this.#bytes > bytes) throw error;
      this.#size = Math.ceil(size / LESS);
      return undefined;
    } finally {
      this.#time += performance.now() - began;
      this.#mustBeInTime(patience);
    }
  }

  #mustBeInTime(patience: number): void {
    if (patience > 0 && this.#time > patience) {
      throw new MlflowError("MLFLOW_TIMEOUT", `a search took more than ${patience / 1000} s`, { retryable: true });
    }
  }
}
