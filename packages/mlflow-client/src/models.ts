import { get, post, settling } from "./call.ts";
import { id, only, text, word } from "./check.ts";
import { checkEntries, key, pairs, type Entries } from "./check-key.ts";
import { expecting, field, nothing } from "./decode.ts";
import { LIMITS } from "./limits.ts";
import { model, type Model } from "./model.ts";
import { type CallOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { callOf, limitsOf, page, searchBody, type Search } from "./search.ts";
import { type Transport } from "./transport.ts";

/** What a new logged model is. */
export interface NewModel {
  readonly experimentId: string;
  /** @default the server invents one */
  readonly name?: string;
  /** Free text, such as `sae`. */
  readonly modelType?: string;
  readonly sourceRunId?: string;
  readonly params?: Entries;
  readonly tags?: Entries;
}

/** How the order of found models is written. */
export interface ModelOrder {
  /** Such as `creation_timestamp` or `metrics.loss`. */
  readonly field: string;
  readonly ascending?: boolean;
}

/** A search of logged models; pages of 100 by default. */
export interface ModelSearch extends Omit<Search, "orderBy"> {
  readonly experimentIds: readonly string[];
  readonly orderBy?: readonly ModelOrder[];
}

/** Logged models. Every call may be sent again but `create`. */
export class Models {
  readonly #transport: Transport;
  readonly #seen: (model: Model) => Model;

  /** @param seen - Told of every model that goes by. */
  constructor(transport: Transport, seen: (model: Model) => Model) {
    this.#transport = transport;
    this.#seen = seen;
  }

  /** Makes a logged model, pending until {@link finalize}. Sent once, as {@link Runs.create} is. */
  async create(input: NewModel, options?: CallOptions): Promise<Model> {
    only(input, ["experimentId", "name", "modelType", "sourceRunId", "params", "tags"], "a logged model");
    const { name, modelType, sourceRunId } = input;
    const body = {
      experiment_id: id(input.experimentId, "experimentId"),
      name: name === undefined ? undefined : text(name, "the name of a logged model", LIMITS.experimentName),
      model_type: modelType === undefined ? undefined : text(modelType, "modelType", LIMITS.experimentName),
      source_run_id: sourceRunId === undefined ? undefined : id(sourceRunId, "sourceRunId"),
      params: pairs(checkEntries(input.params ?? {}, "param", LIMITS.paramValue)),
      tags: pairs(checkEntries(input.tags ?? {}, "tag", LIMITS.tagValue)),
    };
    const request = post("logged-models", "once", body);
    const asked = expecting(model, (found) => found.experimentId === input.experimentId, "of the experiment asked for");
    return this.#seen(await this.#transport.json(request, field("model", asked), options));
  }

  /** @throws {@link MlflowError} `MLFLOW_NOT_FOUND`. */
  async get(modelId: string, options?: CallOptions): Promise<Model> {
    const request = get(`logged-models/${id(modelId, "modelId")}`);
    const asked = expecting(model, (found) => found.modelId === modelId, "the model asked for");
    return this.#seen(await this.#transport.json(request, field("model", asked), options));
  }

  /** Says that all of a model is there, or that it will never be. */
  async finalize(
    modelId: string,
    status: "LOGGED_MODEL_READY" | "LOGGED_MODEL_UPLOAD_FAILED",
    options?: CallOptions,
  ): Promise<Model> {
    word(status, ["LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"], "status");
    const body = { model_id: id(modelId, "modelId"), status };
    const request = post(`logged-models/${modelId}`, "repeatable", body, "PATCH");
    const asked = expecting(
      model,
      (found) => found.modelId === modelId && found.status === status,
      "the model asked for, with its new status",
    );
    return this.#seen(await this.#transport.json(request, field("model", asked), options));
  }

  async setTags(modelId: string, tags: Entries, options?: CallOptions): Promise<void> {
    const body = { model_id: id(modelId, "modelId"), tags: pairs(checkEntries(tags, "tag", LIMITS.tagValue)) };
    await this.#transport.json(post(`logged-models/${modelId}/tags`, "repeatable", body, "PATCH"), nothing, options);
  }

  async deleteTag(modelId: string, name: string, options?: CallOptions): Promise<void> {
    const path = `logged-models/${id(modelId, "modelId")}/tags/${encodeURIComponent(key(name, "the key of a tag"))}`;
    await this.#transport.json(settling(post(path, "repeatable", {}, "DELETE")), nothing, options);
  }

  async delete(modelId: string, options?: CallOptions): Promise<void> {
    const request = post(`logged-models/${id(modelId, "modelId")}`, "repeatable", {}, "DELETE");
    await this.#transport.json(request, nothing, options);
  }

  /** What a filter finds, such as `name = 'sae'`. */
  search(search: ModelSearch): Pages<Model> {
    const { orderBy, ...rest } = search;
    const body = {
      ...searchBody(rest, ["experimentIds"], "a search of logged models"),
      experiment_ids: search.experimentIds.map((experimentId) => id(experimentId, "experimentIds")),
      order_by: orderBy?.map((order) => ({ field_name: text(order.field, "orderBy"), ascending: order.ascending })),
    };
    return new Pages(
      async ({ token, size, onRead }) => {
        const request = post("logged-models/search", "repeatable", { ...body, max_results: size, page_token: token });
        const found = await this.#transport.json(request, page("models", model), { ...callOf(search), onRead });
        return { ...found, items: found.items.map((one) => this.#seen(one)) };
      },
      limitsOf(rest, this.#transport),
    );
  }
}
