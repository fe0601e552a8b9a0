import { type Dispatcher } from "undici";
import { ShapeError } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";

/** An answer whose body is unread. */
export type Answer = Dispatcher.ResponseData;

/** Bytes of an answer that is not read for what it says. */
const DISCARDED = 64 * 1024;

/** The first value of a header; empty where there is none. */
export function header(answer: Answer, name: string): string {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

/** The error for an answer that is larger than this client reads. */
export const tooLarge = (request: string, most: number, what = "the answer"): MlflowError =>
  new MlflowError("MLFLOW_ANSWER_TOO_LARGE", `${request}: ${what} has more than ${most} bytes`, {
    request,
    hint: "check that the tracking address is that of an MLflow server",
  });

/** Up to `most` bytes of a body, and whether there were more. The rest is not read. */
async function start(answer: Answer, most: number): Promise<{ readonly bytes: Buffer; readonly isAll: boolean }> {
  const pieces: Buffer[] = [];
  let length = 0;
  // A body that is destroyed early has an error that is of no interest.
  answer.body.on("error", () => {});
  // Leaving the loop early destroys the body, and the connection with it.
  for await (const piece of answer.body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) return { bytes: Buffer.concat([...pieces, piece]).subarray(0, most), isAll: false };
    pieces.push(piece);
  }
  return { bytes: Buffer.concat(pieces), isAll: true };
}

/**
 * All bytes of an answer.
 *
 * @throws {@link MlflowError} `MLFLOW_ANSWER_TOO_LARGE` for more than `most`, before more than these are in memory.
 */
export async function wholeBody(answer: Answer, most: number, request: string): Promise<Buffer> {
  if (Number(header(answer, "content-length")) > most) throw tooLarge(request, most);
  const { bytes, isAll } = await start(answer, most);
  if (!isAll) throw tooLarge(request, most);
  return bytes;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * All text of an answer. No request asks for a compressed one, so that what was counted is what is read.
 *
 * @throws {@link ShapeError} for a compressed one, or one that is not UTF-8; {@link MlflowError} as {@link wholeBody} does.
 */
export async function wholeText(answer: Answer, most: number, request: string): Promise<string> {
  const encoding = header(answer, "content-encoding").trim().toLowerCase();
  if (encoding !== "" && encoding !== "identity")
    throw new ShapeError("the answer is compressed, which was not asked for");
  const bytes = await wholeBody(answer, most, request);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ShapeError("the answer is not UTF-8");
  }
}

/** The beginning of an answer's text, for a message. */
export const someText = async (answer: Answer, most: number): Promise<string> =>
  (await start(answer, most)).bytes.toString("utf8");

/** Reads what is left of an answer, so that its connection can be used again; of a long one, it ends the connection. */
export async function discard(answer: Answer): Promise<void> {
  await start(answer, DISCARDED);
}
