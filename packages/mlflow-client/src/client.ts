import { parseAddress } from "./address.ts";
import { makeDispatcher } from "./dispatcher.ts";
import { Experiments } from "./experiments.ts";
import { Metrics } from "./metrics.ts";
import { Models } from "./models.ts";
import { type Auth, type ClientOptions } from "./options.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "./retry.ts";
import { Runs } from "./runs.ts";
import { Secrets } from "./secrets.ts";
import { Server } from "./server.ts";
import { Transport } from "./transport.ts";

const USER_AGENT = "goldilocks-mlflow-client";

function authorization(auth: Auth | undefined): string | undefined {
  if (auth === undefined) return undefined;
  if ("token" in auth) return `Bearer ${auth.token}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}`;
}

const policyOf = ({ retry = {}, onRetry, sleep, random }: ClientOptions): RetryPolicy => ({
  ...DEFAULT_RETRY,
  ...retry,
  onRetry,
  ...(sleep === undefined ? {} : { sleep }),
  ...(random === undefined ? {} : { random }),
});

/**
 * A client of one MLflow tracking server. It may be shared; `close` it at the end, or the pool's connections close by themselves after
 * some seconds.
 *
 * Neither `util.inspect` nor JSON shows credentials.
 */
export class MlflowClient {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly metrics: Metrics;
  readonly models: Models;
  readonly server: Server;
  /** The server's address, without its user part and a closing slash. */
  readonly uri: string;
  readonly #close: () => Promise<void>;

  /** @throws {@link MlflowError} `MLFLOW_BAD_ADDRESS`, `MLFLOW_BAD_OPTION` or `MLFLOW_UNKNOWN_FIELD`. */
  constructor(options: ClientOptions) {
    const { origin, prefix, credentials } = parseAddress(options.uri);
    const auth = credentials ?? options.auth;
    const named = authorization(auth);
    const dispatcher =
      options.dispatcher ?? makeDispatcher(options.tls, options.proxy, options.timeouts, options.connections);
    const secret = auth === undefined ? [] : "token" in auth ? [auth.token] : [auth.password];
    const transport = new Transport({
      dispatcher,
      origin,
      prefix,
      headers: {
        "user-agent": USER_AGENT,
        ...options.headers,
        ...(named === undefined ? {} : { authorization: named }),
      },
      secrets: new Secrets([...secret, named?.split(" ")[1], ...Object.values(options.headers ?? {})]),
      retry: policyOf(options),
    });
    this.uri = `${origin}${prefix}`;
    this.experiments = new Experiments(transport);
    this.runs = new Runs(transport, (run) => run);
    this.metrics = new Metrics(transport);
    this.models = new Models(transport, (model) => model);
    this.server = new Server(transport);
    this.#close = () => (options.dispatcher === undefined ? dispatcher.close() : Promise.resolve());
  }

  /** Waits for what is under way and closes the connections; calls after it fail with `MLFLOW_CLOSED`. */
  async close(): Promise<void> {
    await this.#close();
  }
}
