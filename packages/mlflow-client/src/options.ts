import { type Dispatcher } from "undici";
import { type RetryOptions, type RetryReport } from "./retry.ts";

/** Who asks: by name and password (Basic), or by a token (Bearer). */
export type Auth = { readonly username: string; readonly password: string } | { readonly token: string };

/** What TLS trusts and shows. Certificates and keys are PEM. */
export interface TlsOptions {
  /** Trusted instead of the authorities that come with Node. */
  readonly ca?: string | Uint8Array;
  /** The client's own certificate, and its key. */
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  /** Trusts every server. @default false */
  readonly insecure?: boolean;
}

/** Proxies by the scheme of the server, and the hosts that need none: the values of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
export interface ProxyOptions {
  readonly http?: string;
  readonly https?: string;
  /** Hosts apart by commas; `*` is every host. */
  readonly none?: string;
}

/** Times in milliseconds. 0 is no limit. */
export interface Timeouts {
  /** Until there is a connection. @default 10_000 */
  readonly connect?: number;
  /** From the end of the request to the first line of the answer. @default 120_000 */
  readonly headers?: number;
  /** Between two pieces of the answer. @default 120_000 */
  readonly body?: number;
  /** From the beginning of a request to the last byte of its answer. Files get a second more for every 16 KiB. @default 120_000 */
  readonly answer?: number;
  /** All answers of one search together. @default 600_000 */
  readonly pages?: number;
}

/** How much of an answer is taken into memory, in bytes. No answer is inflated. */
export interface Limits {
  /** Of one answer that is JSON. @default 16 MiB */
  readonly answerBytes?: number;
  /** Of all answers of one search together. @default 32 MiB */
  readonly pagesBytes?: number;
  /** Of an artifact that is read into memory. @default 64 MiB */
  readonly artifactBytes?: number;
}

/** What a client needs to know. It reads no environment variable: see {@link MlflowClient.fromEnvironment}. */
export interface ClientOptions {
  /** The server's address. A user part is taken as credentials, before `auth`. */
  readonly uri: string;
  readonly auth?: Auth | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: ProxyOptions | undefined;
  readonly timeouts?: Timeouts | undefined;
  readonly limits?: Limits | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Told before each new attempt. */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
  /** Connections at most. @default 8 */
  readonly connections?: number | undefined;
  /** Sent with every request, such as `X-MLFLOW-WORKSPACE`. Their values are shown nowhere. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the requests instead of a pool of the client's own; then `tls`, `proxy`, `connections` and the time to connect are its affair, and closing it. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Instead of waiting, for tests. */
  readonly sleep?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** A number in [0, 1), for the random part of a pause. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** What every call takes besides its input. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. What was sent may have been done all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Attempts after the first, for this call. */
  readonly retries?: number | undefined;
}

const MEBIBYTE = 1024 * 1024;

export const TIMEOUTS: Required<Timeouts> = {
  connect: 10_000,
  headers: 120_000,
  body: 120_000,
  answer: 120_000,
  pages: 600_000,
};

export const LIMITS_OF_ANSWERS: Required<Limits> = {
  answerBytes: 16 * MEBIBYTE,
  pagesBytes: 32 * MEBIBYTE,
  artifactBytes: 64 * MEBIBYTE,
};

/** The fields of {@link ClientOptions}. */
export const OPTIONS: readonly (keyof ClientOptions)[] = [
  "uri",
  "auth",
  "tls",
  "proxy",
  "timeouts",
  "limits",
  "retry",
  "onRetry",
  "connections",
  "headers",
  "dispatcher",
  "sleep",
  "random",
];
