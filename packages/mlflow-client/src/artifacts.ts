import { type Readable } from "node:stream";
import { type Answer, wholeBody } from "./answer.ts";
import { artifactFile, type ArtifactFile } from "./artifact-file.ts";
import { artifactPath, encodePath } from "./artifact-path.ts";
import { artifactRoot, type ArtifactPlace } from "./artifact-root.ts";
import { type ArtifactSource, type Counted, digestOf, readySource } from "./artifact-source.ts";
import { get } from "./call.ts";
import { id, only, text, word } from "./check.ts";
import { expecting } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { putParts } from "./multipart.ts";
import { type CallOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { page } from "./search.ts";
import { type Server } from "./server.ts";
import { type ExchangeOptions, type Transport } from "./transport.ts";
import {
  artifactRequest,
  mismatch,
  putWhole,
  verifySource,
  verifyStored,
  type Target,
  type UploadOptions,
} from "./upload.ts";

/** An artifact that was sent. */
export interface Uploaded extends Counted {
  readonly path: string;
}

/** An artifact that is being read. */
export interface Download {
  /** Must be read to its end or destroyed. */
  readonly body: Readable;
  /** Its length, where the server says it. */
  readonly bytes: number | undefined;
  readonly mediaType: string | undefined;
}

/** Knows where the artifacts of runs and models are. */
export type FindRoot = (place: ArtifactPlace, options?: CallOptions) => Promise<string>;

/** Folders that are walked: a server that invents them never comes to an end. */
const MOST_FOLDERS = 10_000;

const SERVICE = "/api/2.0/mlflow-artifacts/artifacts";
const HUNDRED_MEBIBYTES = 100 * 1024 * 1024;

/** Files of runs and logged models, passed on by the server. Every call may be sent again. */
export class Artifacts {
  readonly #transport: Transport;
  readonly #server: Server;
  readonly #findRoot: FindRoot;

  constructor(transport: Transport, server: Server, findRoot: FindRoot) {
    this.#transport = transport;
    this.#server = server;
    this.#findRoot = findRoot;
  }

  /**
   * Sends an artifact, in place of one that is there, and makes sure that the server has the same bytes.
   *
   * @throws {@link MlflowError} `MLFLOW_BAD_PATH`, `MLFLOW_UNREADABLE`, `MLFLOW_DIGEST_MISMATCH` or `MLFLOW_NO_ARTIFACT_PROXY`.
   */
  async upload(
    place: ArtifactPlace,
    path: string,
    source: ArtifactSource,
    options: UploadOptions = {},
  ): Promise<Uploaded> {
    only(options, ["sha256", "verify", "partsFrom", "signal", "retries"], "the options of an upload");
    word(options.verify ?? "content", ["content", "size", "none"], "verify");
    const call = { signal: options.signal, retries: options.retries };
    artifactPath(path);
    const ready = await readySource(source);
    if (source instanceof Uint8Array && options.sha256 !== undefined) {
      verifySource(await digestOf(ready.open()), options.sha256, path);
    }
    const root = await this.#root(place, options);
    const target = this.#target(root, path);
    const large = (ready.bytes ?? 0) >= (options.partsFrom ?? HUNDRED_MEBIBYTES);
    const inParts = large && ready.seekable && (await this.#server.info(call)).multipartUploads;
    const sent = inParts
      ? await putParts(ready, { transport: this.#transport, ...split(root, path), name: path }, call)
      : await putWhole(ready, target, call);
    verifySource(sent, options.sha256, path);
    await verifyStored(sent, target, options);
    return { path, ...sent };
  }

  /** Begins to read an artifact. @throws {@link MlflowError} `MLFLOW_NOT_FOUND`; the body's own errors are its stream's. */
  async download(place: ArtifactPlace, path: string, options?: CallOptions): Promise<Download> {
    const target = this.#target(await this.#root(place, options), artifactPath(path));
    const answer = await this.#transport.raw(artifactRequest("GET", target), options);
    const length = answer.headers["content-length"]?.toString();
    return {
      body: answer.body,
      bytes: length === undefined ? undefined : Number(length),
      mediaType: answer.headers["content-type"]?.toString(),
    };
  }

  /** Reads an artifact into memory. With `sha256`, @throws {@link MlflowError} `MLFLOW_DIGEST_MISMATCH` for other bytes. */
  async read(
    place: ArtifactPlace,
    path: string,
    options: CallOptions & { readonly sha256?: string } = {},
  ): Promise<Uint8Array> {
    only(options, ["sha256", "signal", "retries"], "the options of a read");
    const target = this.#target(await this.#root(place, options), artifactPath(path));
    const most = this.#transport.limits.artifactBytes;
    const read = (answer: Answer): Promise<Buffer> => wholeBody(answer, most, `GET ${path}`);
    const call = { signal: options.signal, retries: options.retries, bytes: most };
    const bytes = await this.#transport.read(artifactRequest("GET", target), call, read);
    if (options.sha256 === undefined) return bytes;
    const { sha256 } = await digestOf((await readySource(bytes)).open());
    if (sha256 === options.sha256) return bytes;
    throw mismatch(path, `the server has SHA-256 ${sha256}, not ${options.sha256}`, false);
  }

  /** What is in a folder, by default the root; only its own files and folders. */
  list(place: ArtifactPlace, folder?: string, options?: CallOptions): Pages<ArtifactFile> {
    const path = folder === undefined ? undefined : artifactPath(folder);
    const decode = page(
      "files",
      expecting(artifactFile, (file) => isIn(path, file.path), "a path in the folder asked for"),
    );
    const { limits, patience } = this.#transport;
    return new Pages(
      async ({ token, onRead }) => {
        const call = { ...options, onRead };
        if ("runId" in place) {
          const query = { run_id: id(place.runId, "runId"), path, page_token: token };
          return await this.#transport.json(get("artifacts/list", query), decode, call);
        }
        if ("modelId" in place) {
          const query = { artifact_directory_path: path, page_token: token };
          const name = `logged-models/${id(place.modelId, "modelId")}/artifacts/directories`;
          return await this.#transport.json(get(name, query), decode, call);
        }
        return await this.#listBelow(await this.#root(place, options), path, call);
      },
      { bytes: limits.pagesBytes, patience },
    );
  }

  /**
   * All files below a folder, by default the root, depth first.
   *
   * @throws {@link MlflowError} `MLFLOW_ANSWER_TOO_LARGE` for more than 10,000 folders.
   */
  async *walk(place: ArtifactPlace, folder?: string, options?: CallOptions): AsyncGenerator<ArtifactFile, void> {
    yield* this.#walk(place, folder, options, { folders: 0 });
  }

  async *#walk(
    place: ArtifactPlace,
    folder: string | undefined,
    options: CallOptions | undefined,
    seen: { folders: number },
  ): AsyncGenerator<ArtifactFile, void> {
    seen.folders += 1;
    if (seen.folders > MOST_FOLDERS) {
      throw new MlflowError("MLFLOW_ANSWER_TOO_LARGE", `there are more than ${MOST_FOLDERS} folders of artifacts`);
    }
    for await (const file of this.list(place, folder, options)) {
      if (file.isFolder) yield* this.#walk(place, file.path, options, seen);
      else yield file;
    }
  }

  /** Removes a file, or a folder with all that is in it. One that is not there is no error. */
  async delete(place: ArtifactPlace, path: string, options?: CallOptions): Promise<void> {
    const target = this.#target(await this.#root(place, options), artifactPath(path));
    await this.#transport.head(artifactRequest("DELETE", target), { ...options });
  }

  async #listBelow(root: string, path: string | undefined, options: ExchangeOptions) {
    const whole = path === undefined ? root : `${root}/${path}`;
    const request = { ...get(""), path: `${SERVICE}?path=${encodeURIComponent(whole)}`, name: "GET artifacts" };
    const decode = page(
      "files",
      expecting(artifactFile, (file) => isIn(undefined, file.path), "a name"),
    );
    const found = await this.#transport.json(request, decode, options);
    if (path === undefined) return found;
    // These are the names alone.
    const below = ({ path: name, isFolder, bytes }: ArtifactFile) => ({ path: `${path}/${name}`, isFolder, bytes });
    return { items: found.items.map((file) => below(file)), next: found.next };
  }

  async #root(place: ArtifactPlace, options?: CallOptions): Promise<string> {
    if (typeof place !== "object" || place === null || Object.keys(place).length !== 1) {
      throw new MlflowError(
        "MLFLOW_BAD_VALUE",
        "a place of artifacts is one of { runId }, { modelId }, { artifactUri }",
      );
    }
    only(place, ["runId", "modelId", "artifactUri"], "a place of artifacts");
    const uri = "artifactUri" in place ? text(place.artifactUri, "artifactUri") : await this.#findRoot(place, options);
    return artifactRoot(uri, this.#transport.origin);
  }

  #target(root: string, path: string): Target {
    return { transport: this.#transport, url: `${SERVICE}/${encodePath(`${root}/${path}`)}`, name: path };
  }
}

/** Whether a listed path is right in a folder, by default the root: no listing leads out of where it was asked for. */
function isIn(folder: string | undefined, path: string): boolean {
  const start = folder === undefined ? "" : `${folder}/`;
  const name = path.slice(start.length);
  return path.startsWith(start) && !["", ".", ".."].includes(name) && !/[/\p{Cc}]/u.test(name);
}

function split(root: string, path: string): { readonly folder: string; readonly file: string } {
  const whole = `${root}/${path}`;
  const at = whole.lastIndexOf("/");
  return { folder: encodePath(whole.slice(0, at)), file: whole.slice(at + 1) };
}
