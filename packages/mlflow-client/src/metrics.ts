import { get } from "./call.ts";
import { id, only } from "./check.ts";
import { key } from "./check-key.ts";
import { expecting } from "./decode.ts";
import { metric, type Metric } from "./metric.ts";
import { type CallOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { callOf, limitsOf, page } from "./search.ts";
import { type Transport } from "./transport.ts";

/** Options of {@link Metrics.history}. */
export interface HistoryOptions extends CallOptions {
  /** Points on one page. @default 10_000 */
  readonly pageSize?: number;
  /** Points in all. @default Infinity */
  readonly limit?: number;
}

/** Points on a page. */
const PAGE = 10_000;

/** What was measured. */
export class Metrics {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every point of a metric of a run, by timestamp, then step. A metric that was never logged has none. */
  history(runId: string, name: string, options: HistoryOptions = {}): Pages<Metric> {
    only(options, ["pageSize", "limit", "signal", "retries"], "the options of a history");
    const query = { run_id: id(runId, "runId"), metric_key: key(name, "the key of a metric") };
    const asked = expecting(metric, (found) => found.key === name, "of the metric asked for");
    const { pageSize = PAGE, limit } = options;
    return new Pages(
      ({ token, size, onRead }) =>
        this.#transport.json(
          get("metrics/get-history", { ...query, max_results: size, page_token: token }),
          page("metrics", asked),
          { ...callOf(options), onRead },
        ),
      limitsOf({ pageSize, ...(limit === undefined ? {} : { limit }) }, this.#transport),
    );
  }
}
