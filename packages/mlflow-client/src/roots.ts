import { type ArtifactPlace } from "./artifact-root.ts";
import { MlflowError } from "./mlflow-error.ts";
import { type Model } from "./model.ts";
import { type CallOptions } from "./options.ts";
import { type Run } from "./run.ts";

/** The oldest are forgotten beyond this many. */
const MOST = 10_000;

interface Finder {
  readonly runs: { readonly get: (runId: string, options?: CallOptions) => Promise<Run> };
  readonly models: { readonly get: (modelId: string, options?: CallOptions) => Promise<Model> };
}

/** Where the artifacts of the runs and models are that went by: it never changes, and asking costs a request. */
export class Roots {
  readonly #known = new Map<string, string>();

  /** Takes note of a run or a model, and hands it on. */
  note<T extends { readonly artifactUri: string | undefined }>(name: string, thing: T): T {
    if (thing.artifactUri === undefined || thing.artifactUri === "") return thing;
    this.#known.set(name, thing.artifactUri);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    return thing;
  }

  /** The artifact URI of a place. @throws {@link MlflowError} `MLFLOW_NOT_FOUND`, `MLFLOW_NO_ARTIFACT_PROXY`. */
  async find(place: ArtifactPlace, finder: Finder, options?: CallOptions): Promise<string> {
    if ("artifactUri" in place) return place.artifactUri;
    const name = "runId" in place ? place.runId : place.modelId;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const call = { signal: options?.signal, retries: options?.retries };
    const found = "runId" in place ? await finder.runs.get(name, call) : await finder.models.get(name, call);
    if (found.artifactUri !== undefined && found.artifactUri !== "") return found.artifactUri;
    throw new MlflowError("MLFLOW_NO_ARTIFACT_PROXY", `the server does not say where the artifacts of ${name} are`);
  }
}
