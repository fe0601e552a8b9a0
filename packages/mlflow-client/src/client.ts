import { parseAddress } from "./address.ts";
import { Artifacts } from "./artifacts.ts";
import { only } from "./check.ts";
import { makeDispatcher } from "./dispatcher.ts";
import { optionsFromEnvironment, type Environment } from "./environment.ts";
import { Experiments } from "./experiments.ts";
import { identityOf } from "./identity.ts";
import { Metrics } from "./metrics.ts";
import { Models } from "./models.ts";
import { LIMITS_OF_ANSWERS, OPTIONS, TIMEOUTS, type ClientOptions } from "./options.ts";
import { policyOf } from "./retry.ts";
import { Roots } from "./roots.ts";
import { Runs } from "./runs.ts";
import { Server } from "./server.ts";
import { Transport } from "./transport.ts";

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
  readonly artifacts: Artifacts;
  readonly server: Server;
  /** The server's address, without its user part and a closing slash. */
  readonly uri: string;
  readonly #close: () => Promise<void>;

  /**
   * A client as MLflow's own environment variables have it, with `overrides` over them.
   *
   * @throws {@link MlflowError} `MLFLOW_BAD_ADDRESS` when there is no address, `MLFLOW_BAD_OPTION`.
   */
  static async fromEnvironment(
    env: Environment = process.env,
    overrides: Partial<ClientOptions> & { readonly home?: string } = {},
  ): Promise<MlflowClient> {
    const { home, ...rest } = overrides;
    const { uri } = rest;
    const found = await optionsFromEnvironment(uri === undefined ? env : { ...env, MLFLOW_TRACKING_URI: uri }, home);
    return new MlflowClient({ ...found, ...rest });
  }

  /** @throws {@link MlflowError} `MLFLOW_BAD_ADDRESS`, `MLFLOW_BAD_OPTION` or `MLFLOW_UNKNOWN_FIELD`. */
  constructor(options: ClientOptions) {
    only(options, OPTIONS, "the options of a client");
    const { tls, proxy, connections } = options;
    only(options.timeouts ?? {}, Object.keys(TIMEOUTS), "timeouts");
    only(options.limits ?? {}, Object.keys(LIMITS_OF_ANSWERS), "limits");
    const timeouts = { ...TIMEOUTS, ...options.timeouts };
    const limits = { ...LIMITS_OF_ANSWERS, ...options.limits };
    const { origin, prefix, credentials } = parseAddress(options.uri);
    const identity = identityOf(credentials ?? options.auth, options.headers);
    const dispatcher = options.dispatcher ?? makeDispatcher({ origin, tls, proxy, timeouts, connections });
    const transport = new Transport({
      dispatcher,
      origin,
      prefix,
      ...identity,
      timeouts,
      limits,
      retry: policyOf(options),
    });
    this.uri = `${origin}${prefix}`;
    const roots = new Roots();
    this.experiments = new Experiments(transport);
    this.runs = new Runs(transport, (run) => roots.note(run.runId, run));
    this.metrics = new Metrics(transport);
    this.models = new Models(transport, (model) => roots.note(model.modelId, model));
    this.server = new Server(transport);
    this.artifacts = new Artifacts(transport, this.server, (place, call) => roots.find(place, this, call));
    this.#close = () => (options.dispatcher === undefined ? transport.close() : Promise.resolve());
  }

  /** Waits for what is under way and closes the connections; calls after it fail with `MLFLOW_CLOSED`. */
  async close(): Promise<void> {
    await this.#close();
  }
}
