import { header } from "./answer.ts";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import { type Counted, digestOf, type ReadySource } from "./artifact-source.ts";
import { entriesOfObject, field, integer, list, nothing, optional, string, type Decoder } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { type CallOptions } from "./options.ts";
import { type Request, type Transport } from "./transport.ts";

const SERVICE = "/api/2.0/mlflow-artifacts/mpu";

/** Object stores take at most 10,000 parts. */
const MOST_PARTS = 9000;
const SMALLEST_PART = 16 * 1024 * 1024;

/** Bytes of each part but the last. */
const partSize = (bytes: number): number => Math.max(SMALLEST_PART, Math.ceil(bytes / MOST_PARTS));

interface Credential {
  readonly url: string;
  readonly partNumber: number;
  readonly headers: Readonly<Record<string, string>>;
}

const credential: Decoder<Credential> = (value, place) => ({
  url: field("url", string)(value, place),
  partNumber: field("part_number", integer)(value, place),
  headers: field("headers", optional(entriesOfObject, {}))(value, place),
});

const upload: Decoder<{ readonly uploadId: string | undefined; readonly credentials: readonly Credential[] }> = (
  value,
  place,
) => ({
  uploadId: field("upload_id", optional(string, undefined))(value, place),
  credentials: field("credentials", list(credential))(value, place),
});

/** Whether each part has one address, of a server: the bytes of a file go there. */
function areParts(credentials: readonly Credential[], count: number): boolean {
  const numbers = new Set(credentials.map(({ partNumber }) => partNumber));
  const isPart = ({ url, partNumber }: Credential): boolean =>
    partNumber >= 1 && partNumber <= count && URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol);
  return credentials.length === count && numbers.size === count && credentials.every((one) => isPart(one));
}

/** An artifact that is sent in parts: the folder it is in (percent-encoded, no slash at the ends) and its name. */
export interface PartedTarget {
  readonly transport: Transport;
  readonly folder: string;
  readonly file: string;
  readonly name: string;
}

const step = (target: PartedTarget, call: string, safety: Request["safety"], body: object): Request => ({
  method: "POST",
  path: `${SERVICE}/${call}/${target.folder}`,
  name: `POST mpu/${call} ${target.name}`,
  safety,
  headers: { "content-type": "application/json" },
  body: () => JSON.stringify(body),
});

/**
 * Sends a source in parts, straight to the object store behind the server, with addresses that the server signed. They get none of this
 * client's credentials, and stand in no error.
 */
export async function putParts(source: ReadySource, target: PartedTarget, options: CallOptions): Promise<Counted> {
  const bytes = source.bytes ?? 0;
  const size = partSize(bytes);
  const count = Math.ceil(bytes / size);
  const { transport, file } = target;
  const whole = await digestOf(source.open());
  const asked = step(target, "create", "repeatable", { path: file, num_parts: count });
  const { uploadId, credentials } = await transport.json(asked, upload, options);
  if (!areParts(credentials, count)) {
    throw new MlflowError("MLFLOW_BAD_RESPONSE", `${asked.name}: no addresses for parts 1 to ${count}`);
  }
  const known = { path: file, ...(uploadId === undefined ? {} : { upload_id: uploadId }) };
  try {
    const parts = [];
    for (const one of credentials) parts.push(await putPart(source, size, one, target, options));
    await transport.json(step(target, "complete", "repeatable", { ...known, parts }), nothing, options);
    return whole;
  } catch (error) {
    // What was sent costs storage until it is given up. The first error is the one that tells.
    await transport.json(step(target, "abort", "repeatable", known), nothing, { retries: 0 }).catch(() => undefined);
    throw error;
  }
}

async function putPart(
  source: ReadySource,
  size: number,
  { url, partNumber, headers }: Credential,
  { transport, name }: PartedTarget,
  options: CallOptions,
): Promise<object> {
  const start = (partNumber - 1) * size;
  const piece = await buffer(Readable.from(source.open(start, Math.min(start + size, source.bytes ?? 0))));
  const request: Request = {
    method: "PUT",
    path: "",
    name: `PUT part ${partNumber} of ${name}`,
    safety: "repeatable",
    headers,
    body: () => piece,
  };
  const answer = await transport.foreign(url, request, { ...options, bytes: piece.length });
  return { part_number: partNumber, etag: header(answer, "etag"), url };
}
