import { setTimeout as delay } from "node:timers/promises";
import { only, whole } from "./check.ts";
import { type MlflowError } from "./mlflow-error.ts";

/**
 * Whether a request may be sent again when nobody knows if it arrived.
 *
 * `repeatable`: a second one changes nothing more. `once`: it would make a second thing, so it is sent again only when the first surely
 * did nothing: no connection was made, or the server refused it with 429 before looking at it.
 */
export type Safety = "repeatable" | "once";

/** How often and when to try again. All times in milliseconds. */
export interface RetryOptions {
  /** Attempts after the first. @default 5 */
  readonly retries?: number;
  /** The pause before the second attempt; it doubles from attempt to attempt. @default 250 */
  readonly firstDelay?: number;
  /** No pause is longer, and a server that asks for a longer one is not asked again. @default 30_000 */
  readonly maxDelay?: number;
  /** The part of a pause that is random, in [0, 1], so that clients do not come back all at once. @default 0.5 */
  readonly jitter?: number;
  /** Whether a `Retry-After` of the server decides instead. @default true */
  readonly respectRetryAfter?: boolean;
}

/** Told before each new attempt. */
export interface RetryReport {
  readonly error: MlflowError;
  /** The number of the attempt that failed, from 1. */
  readonly attempt: number;
  /** Milliseconds until the next. */
  readonly delay: number;
}

/** {@link RetryOptions} with every default in place, and the clock and dice that tests replace. */
export interface RetryPolicy extends Required<RetryOptions> {
  readonly random: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly onRetry: ((report: RetryReport) => void) | undefined;
}

const DEFAULTS: RetryPolicy = {
  retries: 5,
  firstDelay: 250,
  maxDelay: 30_000,
  jitter: 0.5,
  respectRetryAfter: true,
  random: Math.random,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
  onRetry: undefined,
};

/** A policy from a client's options. @throws {@link MlflowError} `MLFLOW_UNKNOWN_FIELD`, `MLFLOW_BAD_VALUE`. */
export function policyOf(options: {
  readonly retry?: RetryOptions | undefined;
  readonly onRetry?: RetryPolicy["onRetry"];
  readonly sleep?: RetryPolicy["sleep"] | undefined;
  readonly random?: RetryPolicy["random"] | undefined;
}): RetryPolicy {
  const { retry = {}, onRetry, sleep = DEFAULTS.sleep, random = DEFAULTS.random } = options;
  only(retry, ["retries", "firstDelay", "maxDelay", "jitter", "respectRetryAfter"], "retry");
  const policy = { ...DEFAULTS, ...retry, onRetry, sleep, random };
  whole(policy.retries, "retry.retries", 0);
  return policy;
}

/** Whether a request of this safety may follow this failure. */
export const mayRepeat = (error: MlflowError, safety: Safety): boolean =>
  error.retryable &&
  (safety === "repeatable" || error.code === "MLFLOW_UNREACHABLE" || error.code === "MLFLOW_RATE_LIMITED");

/** Milliseconds until the next attempt; `undefined` when the server asks for more patience than there is. */
export function pause(error: MlflowError, attempt: number, policy: RetryPolicy): number | undefined {
  const asked = policy.respectRetryAfter ? error.retryAfter : undefined;
  if (asked !== undefined) return asked <= policy.maxDelay ? asked : undefined;
  const longest = Math.min(policy.maxDelay, policy.firstDelay * 2 ** (attempt - 1));
  return longest * (1 - policy.jitter * policy.random());
}

/** A server that asks for more is one that errs, or lies: an hour later it is asked again. */
const LONGEST_WAIT = 3_600_000;

/** `Retry-After` in milliseconds: seconds, or an HTTP date; an hour at most. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header === "") return undefined;
  const seconds = /^\s*(\d+(?:\.\d+)?)\s*$/u.exec(header)?.[1];
  if (seconds !== undefined) return Math.min(Number(seconds) * 1000, LONGEST_WAIT);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), LONGEST_WAIT);
}
