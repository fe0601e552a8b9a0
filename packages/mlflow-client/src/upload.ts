import { type Answer, header } from "./answer.ts";
import { type Counted, counted, digestOf, type ReadySource } from "./artifact-source.ts";
import { MlflowError } from "./mlflow-error.ts";
import { type CallOptions } from "./options.ts";
import { type ExchangeOptions, type Request, type Transport } from "./transport.ts";

/** How an upload is made sure of. */
export interface UploadOptions extends CallOptions {
  /** SHA-256 of the bytes in hexadecimal, where it is known: a source that has another is an error. */
  readonly sha256?: string;
  /**
   * What is compared afterwards: all bytes, read back from the server, or their number. The server's ETag is made of time and size and proves
   * nothing about the bytes.
   *
   * @default "content"
   */
  readonly verify?: "content" | "size" | "none";
  /** Sources of this many bytes and more are sent in parts where the server can take parts. @default 100 MiB */
  readonly partsFrom?: number;
}

/** Where a single artifact is, as requests have it. */
export interface Target {
  readonly transport: Transport;
  /** Below the server's address, percent-encoded. */
  readonly url: string;
  /** For errors. */
  readonly name: string;
}

export const mismatch = (name: string, what: string, retryable: boolean): MlflowError =>
  new MlflowError("MLFLOW_DIGEST_MISMATCH", `${name}: ${what}`, {
    request: name,
    retryable,
    hint: "someone else may write the same artifact, or the source changed",
  });

/** The request for an artifact's bytes. */
export const artifactRequest = (method: "GET" | "HEAD" | "PUT" | "DELETE", target: Target): Request => ({
  method,
  path: target.url,
  name: `${method} ${target.name}`,
  safety: "repeatable",
});

/** Sends a source with one PUT. A PUT of the same bytes again changes nothing, so it is repeated where the source can be read again. */
export async function putWhole(source: ReadySource, target: Target, options: CallOptions): Promise<Counted> {
  const safety = source.repeatable ? "repeatable" : "once";
  // A stream that was begun cannot be begun again, not even after a refused connection.
  const retries = source.repeatable ? options.retries : 0;
  const call = { signal: options.signal, retries: 0, bytes: source.bytes ?? Number.POSITIVE_INFINITY };
  return await target.transport.repeat({ safety }, { ...call, retries }, () => putOnce(source, target, call));
}

async function putOnce(source: ReadySource, target: Target, call: ExchangeOptions): Promise<Counted> {
  const { body, result } = counted(source.open(), source.bytes);
  const length = source.bytes === undefined ? {} : { "content-length": String(source.bytes) };
  const request: Request = {
    ...artifactRequest("PUT", target),
    headers: { "content-type": "application/octet-stream", ...length },
    body: () => source.whole ?? body,
  };
  try {
    await target.transport.head(request, call);
  } finally {
    body.destroy();
  }
  const sent = source.whole === undefined ? result() : await digestOf(source.open());
  if (sent !== undefined) return sent;
  throw new MlflowError("MLFLOW_BAD_RESPONSE", `${request.name}: the answer came before all bytes were sent`);
}

/** What the server has, as far as it is needed: of more bytes than were sent, one more is enough. */
async function stored(
  { bytes }: Counted,
  target: Target,
  verify: "content" | "size",
  options: CallOptions,
): Promise<Partial<Counted>> {
  if (verify === "size") {
    const length = header(await target.transport.head(artifactRequest("HEAD", target), options), "content-length");
    return { bytes: length === "" ? Number.NaN : Number(length) };
  }
  const read = (answer: Answer): Promise<Counted> => digestOf(answer.body, bytes);
  return await target.transport.read(artifactRequest("GET", target), { ...options, bytes }, read);
}

/** Compares what the server has with what was sent. @throws {@link MlflowError} `MLFLOW_DIGEST_MISMATCH`. */
export async function verifyStored(sent: Counted, target: Target, options: UploadOptions): Promise<void> {
  const { verify = "content", signal, retries } = options;
  if (verify === "none") return;
  const found = await stored(sent, target, verify, { signal, retries });
  if (found.bytes !== sent.bytes) {
    throw mismatch(
      target.name,
      `the server has ${(found.bytes ?? 0) > sent.bytes ? "more than" : `${found.bytes} of`} ${sent.bytes} bytes`,
      true,
    );
  }
  if (verify === "content" && found.sha256 !== sent.sha256) {
    throw mismatch(target.name, `the server has SHA-256 ${found.sha256}, not ${sent.sha256}`, true);
  }
}

/** Compares a source with what it was said to be. */
export function verifySource(sent: Counted, sha256: string | undefined, name: string): void {
  if (sha256 !== undefined && sha256 !== sent.sha256) {
    throw mismatch(name, `the source has SHA-256 ${sent.sha256}, not ${sha256}`, false);
  }
}
