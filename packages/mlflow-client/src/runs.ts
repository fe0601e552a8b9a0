import { get, post, settling } from "./call.ts";
import { id, only, text, whole, word } from "./check.ts";
import { checkEntries, key, pairs, type Entries } from "./check-key.ts";
import { datasetInput, type Dataset } from "./dataset.ts";
import { expecting, field, nothing } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { LIMITS } from "./limits.ts";
import { type Metric } from "./metric.ts";
import { type CallOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { run, runInfo, RUN_STATUSES, type ModelOutput, type Run, type RunStatus } from "./run.ts";
import { batchOf, type Batch } from "./run-batch.ts";
import { callOf, limitsOf, page, searchBody, VIEWS, type Search, type View } from "./search.ts";
import { type Transport } from "./transport.ts";

/** What a new run is. */
export interface NewRun {
  readonly experimentId: string;
  /** Free text, at most 250 characters. @default the server invents one */
  readonly name?: string;
  /** Milliseconds since 1970. @default now: without one the server would put 1970 */
  readonly startTime?: number;
  readonly tags?: Entries;
}

/** What changes in a run. */
export interface RunUpdate {
  readonly status?: RunStatus;
  readonly endTime?: number;
  readonly name?: string;
}

/** A search of runs. */
export interface RunSearch extends Search {
  readonly experimentIds: readonly string[];
  /** @default "ACTIVE_ONLY" */
  readonly view?: View;
}

/** Runs. Every call may be sent again but `create`. */
export class Runs {
  readonly #transport: Transport;
  readonly #seen: (run: Run) => Run;

  /** @param seen - Told of every run that goes by. */
  constructor(transport: Transport, seen: (run: Run) => Run) {
    this.#transport = transport;
    this.#seen = seen;
  }

  /**
   * Makes a run. Sent again only when the first request surely did nothing: the server has no way to know a run that is made twice.
   *
   * After `MLFLOW_CONNECTION_LOST`, `MLFLOW_TIMEOUT` or `MLFLOW_SERVER_ERROR` look for the run by a tag of its own before making another.
   */
  async create(input: NewRun, options?: CallOptions): Promise<Run> {
    only(input, ["experimentId", "name", "startTime", "tags"], "a run");
    const { name, startTime } = input;
    const body = {
      experiment_id: id(input.experimentId, "experimentId"),
      run_name: name === undefined ? undefined : text(name, "the name of a run", LIMITS.runName),
      start_time: startTime === undefined ? Date.now() : whole(startTime, "startTime", 0),
      tags: pairs(checkEntries(input.tags ?? {}, "tag", LIMITS.tagValue)),
    };
    const asked = expecting(
      run,
      ({ experimentId }) => experimentId === input.experimentId,
      "of the experiment asked for",
    );
    return this.#seen(await this.#transport.json(post("runs/create", "once", body), field("run", asked), options));
  }

  /** @throws {@link MlflowError} `MLFLOW_NOT_FOUND`. Deleted ones are found. */
  async get(runId: string, options?: CallOptions): Promise<Run> {
    const request = get("runs/get", { run_id: id(runId, "runId") });
    const asked = expecting(run, (found) => found.runId === runId, "the run asked for");
    return this.#seen(await this.#transport.json(request, field("run", asked), options));
  }

  /** What a filter finds in some experiments; their last metrics, all params and tags with them. */
  search(search: RunSearch): Pages<Run> {
    const body = {
      ...searchBody(search, ["experimentIds", "view"], "a search of runs"),
      experiment_ids: search.experimentIds.map((experimentId) => id(experimentId, "experimentIds")),
      run_view_type: search.view === undefined ? undefined : word(search.view, VIEWS, "view"),
    };
    const asked = expecting(
      run,
      ({ experimentId }) => search.experimentIds.includes(experimentId),
      "of an experiment asked for",
    );
    return new Pages(
      async ({ token, size, onRead }) => {
        const request = post("runs/search", "repeatable", { ...body, max_results: size, page_token: token });
        const found = await this.#transport.json(request, page("runs", asked), { ...callOf(search), onRead });
        return { ...found, items: found.items.map((one) => this.#seen(one)) };
      },
      limitsOf(search, this.#transport),
    );
  }

  /** Changes status, end or name; may be sent again. */
  async update(runId: string, input: RunUpdate, options?: CallOptions): Promise<void> {
    only(input, ["status", "endTime", "name"], "an update of a run");
    const { status, endTime, name } = input;
    const body = {
      run_id: id(runId, "runId"),
      status: status === undefined ? undefined : word(status, RUN_STATUSES, "status"),
      end_time: endTime === undefined ? undefined : whole(endTime, "endTime", 0),
      run_name: name === undefined ? undefined : text(name, "the name of a run", LIMITS.runName),
    };
    const asked = expecting(
      runInfo,
      (found) => found.runId === runId && found.status === (status ?? found.status),
      "the run asked for, with its new status",
    );
    await this.#transport.json(post("runs/update", "repeatable", body), field("run_info", asked), options);
  }

  /**
   * Logs params, tags and metrics, in as many requests as the server's limits ask for (one after another), or none for nothing.
   *
   * May be sent again, whole or in part: a param keeps its value, a tag takes the last, and equal points are kept once.
   *
   * @throws {@link MlflowError} `MLFLOW_REJECTED` for a param that has another value already; before anything is sent `MLFLOW_BAD_VALUE`,
   * `MLFLOW_BAD_KEY`, `MLFLOW_TOO_LONG`, `MLFLOW_CONFLICT` or `MLFLOW_UNKNOWN_FIELD`.
   */
  async logBatch(runId: string, batch: Batch, options?: CallOptions): Promise<void> {
    // All of it is checked before the first part is sent.
    for (const body of batchOf(id(runId, "runId"), batch)) {
      await this.#transport.json(post("runs/log-batch", "repeatable", body), nothing, options);
    }
  }

  /** Logs points only. */
  async logMetrics(runId: string, metrics: readonly Metric[], options?: CallOptions): Promise<void> {
    await this.logBatch(runId, { metrics }, options);
  }

  /** Says which datasets and which logged models a run used; the same again changes nothing. */
  async logInputs(
    runId: string,
    inputs: { readonly datasets?: readonly Dataset[]; readonly models?: readonly string[] },
    options?: CallOptions,
  ): Promise<void> {
    only(inputs, ["datasets", "models"], "the inputs of a run");
    const datasets = (inputs.datasets ?? []).map((one) => datasetInput(one));
    const models = (inputs.models ?? []).map((modelId) => ({ model_id: id(modelId, "models") }));
    for (let from = 0; from < Math.max(datasets.length, models.length, 1); from += LIMITS.datasets) {
      const body = {
        run_id: id(runId, "runId"),
        datasets: datasets.slice(from, from + LIMITS.datasets),
        models: models.slice(from, from + LIMITS.datasets),
      };
      await this.#transport.json(post("runs/log-inputs", "repeatable", body), nothing, options);
    }
  }

  /**
   * Says which logged models a run made, and at which step. The same again changes nothing: the server would refuse all of a request for one
   * model that it has, so what a refused one names is read back, and the rest is sent.
   */
  async logOutputs(runId: string, models: readonly ModelOutput[], options?: CallOptions): Promise<void> {
    for (const output of models) only(output, ["modelId", "step"], "an output of a run");
    const request = (outputs: readonly ModelOutput[]) =>
      post("runs/outputs", "repeatable", {
        run_id: id(runId, "runId"),
        models: outputs.map(({ modelId, step }) => ({
          model_id: id(modelId, "modelId"),
          step: whole(step, "the step of an output"),
        })),
      });
    try {
      await this.#transport.json(request(models), nothing, options);
    } catch (error) {
      if (!(error instanceof MlflowError) || error.code !== "MLFLOW_REJECTED") throw error;
      const known = new Set((await this.get(runId, options)).modelOutputs.map(({ modelId }) => modelId));
      const missing = models.filter(({ modelId }) => !known.has(modelId));
      if (missing.length === models.length) throw error;
      if (missing.length > 0) await this.#transport.json(request(missing), nothing, options);
    }
  }

  async setTag(runId: string, name: string, value: string, options?: CallOptions): Promise<void> {
    const body = {
      run_id: id(runId, "runId"),
      key: key(name, "the key of a tag"),
      value: text(value, `tag "${name}"`, LIMITS.tagValue),
    };
    await this.#transport.json(post("runs/set-tag", "repeatable", body), nothing, options);
  }

  async deleteTag(runId: string, name: string, options?: CallOptions): Promise<void> {
    const body = { run_id: id(runId, "runId"), key: key(name, "the key of a tag") };
    await this.#transport.json(settling(post("runs/delete-tag", "repeatable", body)), nothing, options);
  }

  /** Marks it deleted: it can be read and restored, but not changed. */
  async delete(runId: string, options?: CallOptions): Promise<void> {
    await this.#transport.json(post("runs/delete", "repeatable", { run_id: id(runId, "runId") }), nothing, options);
  }

  async restore(runId: string, options?: CallOptions): Promise<void> {
    await this.#transport.json(post("runs/restore", "repeatable", { run_id: id(runId, "runId") }), nothing, options);
  }
}
