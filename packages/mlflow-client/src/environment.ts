import { homedir } from "node:os";
import { join } from "node:path";
import { readRegular } from "@goldilocks/regular-files";
import { readCredentialsFile } from "./credentials-file.ts";
import { MlflowError } from "./mlflow-error.ts";
import {
  TIMEOUTS,
  type Auth,
  type ClientOptions,
  type ProxyOptions,
  type Timeouts,
  type TlsOptions,
} from "./options.ts";
import { type RetryOptions } from "./retry.ts";

/** Environment variables: `process.env`, or what a test has. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as one that is not set. */
const get = (env: Environment, name: string): string | undefined => (env[name] === "" ? undefined : env[name]);

const bad = (name: string, expected: string, cause?: unknown): MlflowError =>
  new MlflowError("MLFLOW_BAD_OPTION", `${name} is not ${expected}`, { cause });

function flag(env: Environment, name: string, otherwise: boolean): boolean {
  const value = get(env, name)?.toLowerCase();
  if (value === undefined) return otherwise;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw bad(name, "true, false, 1 or 0");
}

function count(env: Environment, name: string): number | undefined {
  const value = get(env, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0 || value.trim() === "") throw bad(name, "a number from 0");
  return number;
}

async function authOf(env: Environment, home: string): Promise<Auth | undefined> {
  const file = await readCredentialsFile(join(home, ".mlflow", "credentials"));
  const username = get(env, "MLFLOW_TRACKING_USERNAME") ?? file.username;
  const password = get(env, "MLFLOW_TRACKING_PASSWORD") ?? file.password;
  // A name and password come before a token, as in MLflow's own client.
  if (username !== undefined && password !== undefined) return { username, password };
  const token = get(env, "MLFLOW_TRACKING_TOKEN");
  return token === undefined ? undefined : { token };
}

/** Every certificate that a system trusts takes a quarter of that. */
const MOST_BYTES = 1_048_576;

async function pem(env: Environment, name: string): Promise<string | undefined> {
  const file = get(env, name);
  if (file === undefined) return undefined;
  try {
    return new TextDecoder().decode(await readRegular(file, MOST_BYTES));
  } catch (error) {
    throw bad(name, "the path of a file that can be read", error);
  }
}

async function tlsOf(env: Environment): Promise<TlsOptions> {
  const insecure = flag(env, "MLFLOW_TRACKING_INSECURE_TLS", false);
  const ca = await pem(env, "MLFLOW_TRACKING_SERVER_CERT_PATH");
  if (insecure && ca !== undefined) {
    throw new MlflowError(
      "MLFLOW_BAD_OPTION",
      "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH contradict each other",
      { hint: "set one of them only" },
    );
  }
  // One file holds the certificate and its key.
  const client = await pem(env, "MLFLOW_TRACKING_CLIENT_CERT_PATH");
  return {
    insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(client === undefined ? {} : { cert: client, key: client }),
  };
}

function proxyOf(env: Environment): ProxyOptions {
  const either = (name: string): string | undefined => get(env, name) ?? get(env, name.toUpperCase());
  const [http, https, none] = [either("http_proxy"), either("https_proxy"), either("no_proxy")];
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(none === undefined ? {} : { none }),
  };
}

function retryOf(env: Environment): RetryOptions {
  const retries = count(env, "MLFLOW_HTTP_REQUEST_MAX_RETRIES");
  const factor = count(env, "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR");
  if (retries !== undefined && !Number.isInteger(retries)) {
    throw bad("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "a whole number");
  }
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(factor === undefined ? {} : { firstDelay: factor * 1000 }),
    respectRetryAfter: flag(env, "MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", true),
  };
}

/** MLflow's own client means the time between two pieces. A person who asks for more of it wants slower answers too. */
const timeoutsOf = (between: number): Timeouts => ({
  headers: between,
  body: between,
  answer: Math.max(between, TIMEOUTS.answer),
});

/**
 * What MLflow's own environment variables, the proxies' and `~/.mlflow/credentials` say.
 *
 * @throws {@link MlflowError} `MLFLOW_BAD_ADDRESS` without `MLFLOW_TRACKING_URI`, `MLFLOW_BAD_OPTION` for a value of the wrong kind.
 */
export async function optionsFromEnvironment(
  env: Environment = process.env,
  home: string = homedir(),
): Promise<ClientOptions> {
  const uri = get(env, "MLFLOW_TRACKING_URI");
  if (uri === undefined) {
    throw new MlflowError("MLFLOW_BAD_ADDRESS", "MLFLOW_TRACKING_URI is not set", {
      hint: "set it to the address of an MLflow server, such as http://127.0.0.1:5000",
    });
  }
  const seconds = count(env, "MLFLOW_HTTP_REQUEST_TIMEOUT");
  const workspace = get(env, "MLFLOW_WORKSPACE");
  return {
    uri,
    auth: await authOf(env, home),
    tls: await tlsOf(env),
    proxy: proxyOf(env),
    retry: retryOf(env),
    ...(seconds === undefined ? {} : { timeouts: timeoutsOf(seconds * 1000) }),
    ...(workspace === undefined ? {} : { headers: { "x-mlflow-workspace": workspace } }),
  };
}

/** The experiment that runs go to by default: `MLFLOW_EXPERIMENT_NAME`. */
export const experimentNameFrom = (env: Environment = process.env): string | undefined =>
  get(env, "MLFLOW_EXPERIMENT_NAME");
