import { request as send, type Dispatcher } from "undici";
import { ShapeError, type Decoder } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { failureOf } from "./failures.ts";
import { type CallOptions, type Timeouts } from "./options.ts";
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
  readonly timeouts: Timeouts;
  readonly retry: RetryPolicy;
}

/** An answer that is a success, its body unread. */
export type Answer = Dispatcher.ResponseData;

const header = (answer: Answer, name: string): string => {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
};

const DEFAULT_TIMEOUT = 120_000;

/** Sends requests again when that is safe, and turns whatever fails into an {@link MlflowError}. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** The answer's JSON, decoded. @throws {@link MlflowError} `MLFLOW_BAD_RESPONSE` when it is no JSON or of another shape. */
  async json<T>(request: Request, decode: Decoder<T>, options: CallOptions = {}): Promise<T> {
    return await this.repeat(request, options, async (count) => {
      const answer = await this.#once(request, options).catch((error: unknown) => {
        const isDone = request.absentIsDone === true && count > 1;
        if (isDone && error instanceof MlflowError && error.code === "MLFLOW_NOT_FOUND") return undefined;
        throw error;
      });
      if (answer === undefined) return this.#decoded("", request, decode);
      const text = await this.#guarded(request, options, () => answer.body.text());
      return this.#decoded(text, request, decode);
    });
  }

  /** The answer with its body unread: the caller must read or destroy it. */
  async raw(request: Request, options: CallOptions = {}): Promise<Answer> {
    return await this.repeat(request, options, () => this.#once(request, options));
  }

  /** What is made of the answer's body; the reading is repeated with the request. */
  async read<T>(request: Request, options: CallOptions, use: (body: Answer["body"]) => Promise<T>): Promise<T> {
    return await this.repeat(request, options, async () => {
      const answer = await this.#once(request, options);
      return await this.#guarded(request, options, () => use(answer.body));
    });
  }

  /** Sends to an address that the server signed, on another host: with none of this client's headers. */
  async foreign(url: string, request: Request, options: CallOptions): Promise<Answer> {
    return await this.repeat(request, options, () => this.#send(url, new URL(url).origin, request, {}, options));
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
      try {
        return await attempt(count);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof MlflowError) || count >= most || !mayRepeat(error, safety)) throw error;
        const delay = pause(error, count, retry);
        if (delay === undefined) throw error;
        retry.onRetry?.({ error, attempt: count, delay });
        await this.#sleep(delay, options.signal);
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

  async #once(request: Request, options: CallOptions): Promise<Answer> {
    const { origin, prefix, headers } = this.#options;
    return await this.#send(`${origin}${prefix}${request.path}`, origin, request, headers, options);
  }

  async #send(
    url: string,
    origin: string,
    request: Request,
    headers: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<Answer> {
    const { dispatcher, secrets, timeouts } = this.#options;
    const { signal } = options;
    signal?.throwIfAborted();
    const body = request.body?.();
    let answer: Answer;
    try {
      answer = await send(url, {
        dispatcher,
        method: request.method,
        headers: { ...headers, ...request.headers },
        headersTimeout: timeouts.headers ?? DEFAULT_TIMEOUT,
        bodyTimeout: timeouts.body ?? DEFAULT_TIMEOUT,
        ...(body === undefined ? {} : { body: body as string }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw failureOf(error, request.name, origin);
    }
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
    const refusal = {
      status: answer.statusCode,
      contentType: header(answer, "content-type"),
      text: await this.#guarded(request, options, () => answer.body.text()),
      retryAfter: retryAfter(answer.headers["retry-after"]?.toString(), Date.now()),
    };
    throw refusalOf(refusal, request.name, (text) => secrets.hide(text));
  }

  /** An answer that breaks off is a failure as any other. */
  async #guarded<T>(request: Request, { signal }: CallOptions, use: () => Promise<T>): Promise<T> {
    try {
      return await use();
    } catch (error) {
      signal?.throwIfAborted();
      throw failureOf(error, request.name, this.#options.origin);
    }
  }

  #decoded<T>(text: string, request: Request, decode: Decoder<T>): T {
    try {
      // Some of the server's answers have no body at all.
      return decode(text.trim() === "" ? {} : JSON.parse(text), "");
    } catch (error) {
      if (!(error instanceof ShapeError) && !(error instanceof SyntaxError)) throw error;
      const what = error instanceof ShapeError ? error.message : "the answer is not JSON";
      throw new MlflowError("MLFLOW_BAD_RESPONSE", `${request.name}: ${what}`, {
        request: request.name,
        status: 200,
        hint: "check that the tracking address is that of an MLflow server",
      });
    }
  }
}
