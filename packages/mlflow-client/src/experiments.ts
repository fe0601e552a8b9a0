import { get, post, settling } from "./call.ts";
import { id, only, text, word } from "./check.ts";
import { checkEntries, key, pairs, type Entries } from "./check-key.ts";
import { expecting, field, identifier, nothing } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { experiment, type Experiment } from "./experiment.ts";
import { LIMITS } from "./limits.ts";
import { type CallOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { callOf, limitsOf, page, searchBody, VIEWS, type Search, type View } from "./search.ts";
import { type Transport } from "./transport.ts";

/** What a new experiment is. */
export interface NewExperiment {
  /** 1 to 500 characters; deleted experiments keep their names. */
  readonly name: string;
  readonly tags?: Entries;
  /** Where its runs keep their artifacts. @default what the server was started with */
  readonly artifactLocation?: string;
}

/** Databases compare names by their own rules: some take capitals, accents and spaces at the end for no difference. */
const names = new Intl.Collator("en", { sensitivity: "base" });
const isSameName = (a: string, b: string): boolean => names.compare(a.trim(), b.trim()) === 0;

const SETTLING = new Set(["delete", "restore", "delete-experiment-tag"]);

/** Experiments: all calls but `create` may be sent again. */
export class Experiments {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Makes an experiment and answers with its identifier. Sent once: a second request could only say that the first had arrived.
   *
   * @throws {@link MlflowError} `MLFLOW_ALREADY_EXISTS` for a name that is in use, also by a deleted experiment.
   */
  async create(input: NewExperiment, options?: CallOptions): Promise<string> {
    return await this.#create(input, "once", options);
  }

  /**
   * The experiment of this name, made if there is none. Two clients that ask at once get the same.
   *
   * Tags are set on a new one only. @throws {@link MlflowError} `MLFLOW_ALREADY_EXISTS` if it was deleted: restore it, or take another name.
   */
  async ensure(input: NewExperiment, options?: CallOptions): Promise<Experiment> {
    const found = await this.getByName(input.name, options);
    if (found === undefined) {
      try {
        // The name keeps it one, so this may be sent again.
        await this.#create(input, "repeatable", options);
      } catch (error) {
        if (!(error instanceof MlflowError) || error.code !== "MLFLOW_ALREADY_EXISTS") throw error;
      }
    }
    const made = found ?? (await this.getByName(input.name, options));
    if (made === undefined) throw new MlflowError("MLFLOW_NOT_FOUND", "the experiment that was made is not there");
    if (made.lifecycleStage === "active") return made;
    throw new MlflowError("MLFLOW_ALREADY_EXISTS", `experiment ${made.experimentId} has this name and is deleted`, {
      hint: `restore it: client.experiments.restore("${made.experimentId}")`,
    });
  }

  async #create(input: NewExperiment, safety: "once" | "repeatable", options?: CallOptions): Promise<string> {
    only(input, ["name", "tags", "artifactLocation"], "an experiment");
    const name = text(input.name, "the name of an experiment", LIMITS.experimentName);
    if (name === "") throw new MlflowError("MLFLOW_BAD_VALUE", "the name of an experiment is empty");
    const tags = pairs(checkEntries(input.tags ?? {}, "tag", LIMITS.experimentTagValue));
    const body = { name, tags, artifact_location: input.artifactLocation };
    const request = post("experiments/create", safety, body);
    return await this.#transport.json(request, field("experiment_id", identifier), options);
  }

  /** @throws {@link MlflowError} `MLFLOW_NOT_FOUND`. Deleted ones are found. */
  async get(experimentId: string, options?: CallOptions): Promise<Experiment> {
    const request = get("experiments/get", { experiment_id: id(experimentId, "experimentId") });
    const asked = expecting(experiment, (found) => found.experimentId === experimentId, "the experiment asked for");
    return await this.#transport.json(request, field("experiment", asked), options);
  }

  /** The experiment of this name, deleted or not, or `undefined`. */
  async getByName(name: string, options?: CallOptions): Promise<Experiment | undefined> {
    const request = get("experiments/get-by-name", { experiment_name: text(name, "the name of an experiment") });
    const asked = expecting(experiment, (found) => isSameName(found.name, name), "the experiment asked for");
    try {
      return await this.#transport.json(request, field("experiment", asked), options);
    } catch (error) {
      if (error instanceof MlflowError && error.code === "MLFLOW_NOT_FOUND") return undefined;
      throw error;
    }
  }

  /** What a filter finds, such as `name LIKE 'toy%'`; everything by default. */
  search(search: Search & { readonly view?: View } = {}): Pages<Experiment> {
    const body = {
      ...searchBody(search, ["view"], "a search of experiments"),
      view_type: search.view === undefined ? undefined : word(search.view, VIEWS, "view"),
    };
    return new Pages(
      ({ token, size, onRead }) =>
        this.#transport.json(
          post("experiments/search", "repeatable", { ...body, max_results: size, page_token: token }),
          page("experiments", experiment),
          { ...callOf(search), onRead },
        ),
      limitsOf(search, this.#transport),
    );
  }

  async rename(experimentId: string, name: string, options?: CallOptions): Promise<void> {
    await this.#change(
      "update",
      experimentId,
      { new_name: text(name, "the new name", LIMITS.experimentName) },
      options,
    );
  }

  /** Its runs are deleted with it; `restore` brings all of them back. */
  async delete(experimentId: string, options?: CallOptions): Promise<void> {
    await this.#change("delete", experimentId, {}, options);
  }

  async restore(experimentId: string, options?: CallOptions): Promise<void> {
    await this.#change("restore", experimentId, {}, options);
  }

  /** Values have at most 20,000 characters here. */
  async setTag(experimentId: string, name: string, value: string, options?: CallOptions): Promise<void> {
    const tag = {
      key: key(name, "the key of a tag"),
      value: text(value, `tag "${name}"`, LIMITS.experimentTagValue),
    };
    await this.#change("set-experiment-tag", experimentId, tag, options);
  }

  async deleteTag(experimentId: string, name: string, options?: CallOptions): Promise<void> {
    await this.#change("delete-experiment-tag", experimentId, { key: key(name, "the key of a tag") }, options);
  }

  async #change(call: string, experimentId: string, body: object, options?: CallOptions): Promise<void> {
    const whole = { experiment_id: id(experimentId, "experimentId"), ...body };
    const request = post(`experiments/${call}`, "repeatable", whole);
    // Deleted twice, or restored twice, is "not found" here.
    await this.#transport.json(SETTLING.has(call) ? settling(request) : request, nothing, options);
  }
}
