import { type Json } from "@goldilocks/digest";
import type { Output, Result } from "@goldilocks/engine";
import { field, isMap } from "./envelope.ts";

const outputsAsJson = (outputs: Result["outputs"]): Json =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { digest, bytes, mediaType }]) => [name, { digest, bytes, mediaType }]),
  );

/** A result as it is kept. */
export function resultAsJson({ key, preImage, outputs, values, provenance }: Result): Json {
  return { key, preImage, outputs: outputsAsJson(outputs), values, provenance };
}

/** What a node made, without where and when: two executions that agree in this made the same. */
export const madeAsJson = ({ outputs, values }: Result): Json => [outputsAsJson(outputs), values];

function outputFrom(value: Json | undefined): Output | undefined {
  const [digest, bytes, mediaType] = ["digest", "bytes", "mediaType"].map((name) => field(value, name));
  const whole = typeof digest === "string" && typeof bytes === "number" && typeof mediaType === "string";
  return whole ? { digest, bytes, mediaType } : undefined;
}

/** The result in a record that was read, or `undefined` when it has not the shape of one. */
export function resultFromJson(value: Json): Result | undefined {
  const [key, preImage, kept, values] = ["key", "preImage", "outputs", "values"].map((name) => field(value, name));
  const provenance = field(value, "provenance");
  if (typeof key !== "string" || !isMap(kept)) return undefined;
  if (preImage === undefined || values === undefined || provenance === undefined) return undefined;
  const outputs: [string, Output][] = [];
  for (const [name, one] of Object.entries(kept)) {
    const output = outputFrom(one);
    if (output === undefined) return undefined;
    outputs.push([name, output]);
  }
  return { key, preImage, outputs: Object.fromEntries(outputs), values, provenance };
}
