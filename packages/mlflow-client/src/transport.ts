import { request as send, type Dispatcher } from "undici";
import { type Answer, discard, header, someText, wholeText } from "./answer.ts";
import { Deadline } from "./deadline.ts";
import { nothing, type Decoder } from "./decode.ts";
import { failureOf } from "./failures.ts";
import { MlflowError } from "./mlflow-error.ts";
import { type CallOptions, type Limits, type Timeouts } from "./options.ts";
import { parseJson } from "./parse-json.ts";
import { refusalOf } from "./refusals.ts";
import { mayRepeat, pause, retryAfter, type RetryPolicy, type Safety } from "./retry.ts";
import { type Secrets } from "./secrets.ts";

/** One request, before it knows its server. */
export interface Request {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the server's address; what is not fixed in it is percent-encoded. */
  readonly path: string;
  /** Shown in errors: method and a short path. */
  readonly name: string;
  readonly safety: Safety;
  /** That the thing is not there is what was wanted, if this is not the first attempt: the one before did it. @default false */
  readonly absentIsDone?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each attempt. */
  readonly body?: () => string | Uint8Array | NodeJS.ReadableStream;
}

/** What sends requests: where to, as whom, and how patiently. */
export interface TransportOptions {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
  readonly timeouts: Required<Timeouts>;
  readonly limits: Required<Limits>;
  readonly retry: RetryPolicy;
}

/** What one exchange takes besides what its caller says. */
export interface ExchangeOptions extends CallOptions {
  /** Bytes that go to or come from the server besides the usual: they have time of their own. Infinity where nobody knows. @default 0 */
  readonly bytes?: number;
  /** Told the size of an answer that was read. */
  readonly onRead?: (bytes: number) => void;
}

/** Bytes a second below which a transfer of a file is given up. */
const SLOWEST = 16 * 1024;

/** Bytes of an answer that says nothing but that it is done. */
const ACKNOWLEDGEMENT = 256 * 1024;

/** Bytes of a refusal that are read: its message is at the beginning. */
const REFUSAL = 256 * 1024;

/** Sends requests again when that is safe, and turns whatever fails into an {@link MlflowError}. */
export class Transport {
  readonly #options: TransportOptions;
  #closing: Promise<void> | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #abandoned = new Set<Promise<unknown>>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  get origin(): string {
    return this.#options.origin;
  }

  get limits(): Required<Limits> {
    return this.#options.limits;
  }

  /** Milliseconds that all pages of a search may take. */
  get patience(): number {
    return this.#options.timeouts.pages;
  }

  /**
   * The answer's JSON, decoded.
   *
   * @throws {@link MlflowError} `MLFLOW_BAD_RESPONSE` when it is no JSON or of another shape, `MLFLOW_ANSWER_TOO_LARGE`, `MLFLOW_TIMEOUT`.
   */
  async json<T>(request: Request, decode: Decoder<T>, options: ExchangeOptions = {}): Promise<T> {
    const { answerBytes } = this.#options.limits;
    const most = decode === (nothing as unknown) ? Math.min(answerBytes, ACKNOWLEDGEMENT) : answerBytes;
    return await this.repeat(request, options, async (count) => {
      const read = async (answer: Answer): Promise<T> => {
        const text = await wholeText(answer, most, request.name);
        options.onRead?.(text.length);
        return decode(parseJson(text, this.#options.secrets), "");
      };
      try {
        return await this.#exchange(request, options, read);
      } catch (error) {
        const isDone = request.absentIsDone === true && count > 1;
        if (isDone && error instanceof MlflowError && error.code === "MLFLOW_NOT_FOUND") return decode({}, "");
        throw error;
      }
    });
  }

  /** The answer with its body unread: the caller must read or destroy it, in its own time. */
  async raw(request: Request, options: CallOptions = {}): Promise<Answer> {
    return await this.repeat(request, options, async () => {
      const deadline = new Deadline(this.#options.timeouts.answer, options.signal);
      const answer = await this.#begin(request, options, deadline).catch((error: unknown) => {
        deadline.end();
        throw error;
      });
      deadline.lift();
      answer.body.once("close", () => deadline.end());
      return answer;
    });
  }

  /** What is made of the answer, in the time that an answer may take; the reading is repeated with the request. */
  async read<T>(request: Request, options: ExchangeOptions, use: (answer: Answer) => Promise<T>): Promise<T> {
    return await this.repeat(request, options, () => this.#exchange(request, options, use));
  }

  /** An answer of which nothing but the head is of interest. */
  async head(request: Request, options: ExchangeOptions): Promise<Answer> {
    return await this.read(request, options, headOf);
  }

  /** Sends to an address that the server signed, on another host: with none of this client's headers. */
  async foreign(url: string, request: Request, options: ExchangeOptions): Promise<Answer> {
    const place = { url, origin: new URL(url).origin, headers: {} };
    return await this.repeat(request, options, () => this.#exchange(request, options, headOf, place));
  }

  /** Tries until it succeeds, may not be tried again, or patience ends. */
  async repeat<T>(
    { safety }: Pick<Request, "safety">,
    options: CallOptions,
    attempt: (count: number) => Promise<T>,
  ): Promise<T> {
    const { retry } = this.#options;
    const most = 1 + (options.retries ?? retry.retries);
    for (let count = 1; ; count++) {
      const one = attempt(count);
      this.#underWay.add(one);
      try {
        return await one;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof MlflowError) || count >= most || !mayRepeat(error, safety)) throw error;
        const delay = pause(error, count, retry);
        if (delay === undefined) throw error;
        retry.onRetry?.({ error, attempt: count, delay });
        await this.#sleep(delay, options.signal);
      } finally {
        this.#underWay.delete(one);
      }
    }
  }

  async #sleep(delay: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#options.retry.sleep(delay, signal);
    } finally {
      // A timer's own AbortError would hide the reason.
      signal?.throwIfAborted();
    }
  }

  /** One attempt from its first byte to the last of its answer, which all have one limit in time. */
  async #exchange<T>(
    request: Request,
    options: ExchangeOptions,
    use: (answer: Answer) => Promise<T>,
    place: Place = this.#own(request),
  ): Promise<T> {
    const { answer: patience } = this.#options.timeouts;
    const transfer = ((options.bytes ?? 0) / SLOWEST) * 1000;
    const deadline = new Deadline(patience === 0 ? 0 : patience + transfer, options.signal);
    let answer: Answer | undefined;
    try {
      answer = await this.#begin(request, options, deadline, place);
      answer.body.on("error", ignored);
      return await use(answer);
    } catch (error) {
      throw this.#failure(error, request, options, deadline, place);
    } finally {
      deadline.end();
      // What was not read to its end is not wanted; a body that was is closed already.
      answer?.body.destroy();
    }
  }

  #own({ path }: Request): Place {
    const { origin, prefix, headers } = this.#options;
    return { url: `${origin}${prefix}${path}`, origin, headers };
  }

  /** Keeps count of the requests that nobody waits for any more, though they have not ended. */
  async #watched(sending: Promise<Answer>, deadline: Deadline): Promise<Answer> {
    const abandon = (): void => void this.#abandoned.add(sending);
    deadline.signal.addEventListener("abort", abandon);
    try {
      const answer = await sending;
      if (deadline.signal.aborted) answer.body.on("error", ignored).destroy();
      return answer;
    } finally {
      deadline.signal.removeEventListener("abort", abandon);
      this.#abandoned.delete(sending);
    }
  }

  /** Closes the connections when what is under way has ended; what nobody waits for is cut off. */
  close(): Promise<void> {
    this.#closing ??= this.#closeNow();
    return this.#closing;
  }

  async #closeNow(): Promise<void> {
    const { dispatcher } = this.#options;
    const closed = dispatcher.close();
    if (this.#abandoned.size === 0) return await closed;
    closed.catch(ignored);
    await Promise.allSettled(this.#underWay);
    await dispatcher.destroy();
  }

  /** Why an attempt failed: its caller, the time, or whatever broke. */
  #failure(error: unknown, request: Request, { signal }: CallOptions, deadline: Deadline, { origin }: Place): unknown {
    if (signal?.aborted === true) return signal.reason;
    if (!deadline.isOver) return failureOf(error, request.name, origin);
    return new MlflowError("MLFLOW_TIMEOUT", `${origin} did not answer in time`, {
      request: request.name,
      retryable: true,
      cause: error,
    });
  }

  async #begin(
    request: Request,
    options: CallOptions,
    deadline: Deadline,
    place = this.#own(request),
  ): Promise<Answer> {
    const { dispatcher, secrets, timeouts } = this.#options;
    options.signal?.throwIfAborted();
    try {
      const body = request.body?.();
      // Redirects are not followed: who is asked is whom the address names.
      const sending = send(place.url, {
        dispatcher,
        method: request.method,
        headers: { ...place.headers, ...request.headers },
        headersTimeout: timeouts.headers,
        bodyTimeout: timeouts.body,
        signal: deadline.signal,
        ...(body === undefined ? {} : { body: body as string }),
      });
      const answer = await deadline.within(this.#watched(sending, deadline));
      if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
      const refusal = {
        status: answer.statusCode,
        contentType: header(answer, "content-type"),
        text: await someText(answer, REFUSAL),
        retryAfter: retryAfter(header(answer, "retry-after"), Date.now()),
      };
      throw refusalOf(refusal, request.name, (text) => secrets.hide(text));
    } catch (error) {
      throw this.#failure(error, request, options, deadline, place);
    }
  }
}

/** Whom a request goes to, and as whom. */
interface Place {
  readonly url: string;
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whatever breaks a body is thrown where it is read. */
const ignored = (): void => {};

async function headOf(answer: Answer): Promise<Answer> {
  await discard(answer);
  return answer;
}
