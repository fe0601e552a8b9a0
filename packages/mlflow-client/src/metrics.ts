import { get } from "./call.ts";
import { id, only, whole } from "./check.ts";
import { key } from "./check-key.ts";
import { metric, type Metric } from "./metric.ts";
import { type CallOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { page } from "./search.ts";
import { type Transport } from "./transport.ts";

/** Options of {@link Metrics.history}. */
export interface HistoryOptions extends CallOptions {
  /** Points on one page. @default 25_000 */
  readonly pageSize?: number;
  /** Points in all. @default Infinity */
  readonly limit?: number;
}

/** What was measured. */
export class Metrics {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every point of a metric of a run, by timestamp, then step. A metric that was never logged has none. */
  history(runId: string, name: string, options: HistoryOptions = {}): Pages<Metric> {
    only(options, ["pageSize", "limit", "signal", "retries"], "the options of a history");
    const query = {
      run_id: id(runId, "runId"),
      metric_key: key(name, "the key of a metric"),
      max_results: whole(options.pageSize ?? 25_000, "pageSize", 1),
    };
    return new Pages(
      (token) =>
        this.#transport.json(
          get("metrics/get-history", { ...query, page_token: token }),
          page("metrics", metric),
          options,
        ),
      options.limit,
    );
  }
}
