import { type Answer, wholeText } from "./answer.ts";
import { post } from "./call.ts";
import { boolean, field, nothing, optional, string } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { type CallOptions } from "./options.ts";
import { type Request, type Transport } from "./transport.ts";

/** How a server is set up. Versions before 3 do not say. */
export interface ServerInfo {
  /** `SqlStore` or `FileStore`. */
  readonly storeType: string | undefined;
  /** Whether large artifacts can be sent in parts. */
  readonly multipartUploads: boolean;
  readonly workspaces: boolean;
}

/** Bytes of a version at most. */
const VERSION = 4096;

const UNKNOWN: ServerInfo = { storeType: undefined, multipartUploads: false, workspaces: false };

const at = (path: string): Request => ({ method: "GET", path, name: `GET ${path}`, safety: "repeatable" });

/** The server itself. */
export class Server {
  readonly #transport: Transport;
  #info: Promise<ServerInfo> | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Resolves when the server answers this client: it searches experiments, so address, credentials and allowed hosts are proved too.
   *
   * @throws {@link MlflowError} that says what is wrong.
   */
  async reachable(options?: CallOptions): Promise<void> {
    await this.#transport.json(post("experiments/search", "repeatable", { max_results: 1 }), nothing, options);
  }

  /** Whether something answers `/health` now, at the first attempt unless `retries` says more. It proves nothing about the rest: it asks for no credentials and takes any host. */
  async health(options?: CallOptions): Promise<boolean> {
    try {
      await this.#transport.head(at("/health"), { signal: options?.signal, retries: options?.retries ?? 0 });
      return true;
    } catch (error) {
      if (!(error instanceof MlflowError) || error.code === "MLFLOW_CLOSED") throw error;
      return false;
    }
  }

  /** The server's version, such as `3.17.2`. @throws {@link MlflowError} `MLFLOW_BAD_RESPONSE` for what is no version. */
  async version(options?: CallOptions): Promise<string> {
    const request = at("/version");
    const read = (answer: Answer): Promise<string> => wholeText(answer, VERSION, request.name);
    const version = (await this.#transport.read(request, { ...options }, read)).trim();
    if (/^\d+\.\d+\S*$/u.test(version)) return version;
    throw new MlflowError("MLFLOW_BAD_RESPONSE", "GET /version: no version", {
      hint: "check that the tracking address is that of an MLflow server",
    });
  }

  /** How the server is set up; asked for once. */
  async info(options?: CallOptions): Promise<ServerInfo> {
    this.#info ??= this.#ask(options).catch((error: unknown) => {
      this.#info = undefined;
      throw error;
    });
    return await this.#info;
  }

  async #ask(options?: CallOptions): Promise<ServerInfo> {
    const read = field;
    try {
      return await this.#transport.json(
        at("/api/3.0/mlflow/server-info"),
        (value, place) => ({
          storeType: read("store_type", optional(string, undefined))(value, place),
          multipartUploads: read("multipart_uploads_enabled", optional(boolean, false))(value, place),
          workspaces: read("workspaces_enabled", optional(boolean, false))(value, place),
        }),
        options,
      );
    } catch (error) {
      if (error instanceof MlflowError && error.status === 404) return UNKNOWN;
      throw error;
    }
  }
}
