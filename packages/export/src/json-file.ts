import type { Json } from "@goldilocks/digest";
import { encodeText } from "@goldilocks/engine";

/** A value as the bytes of a JSON file that people can read. */
export const jsonFile = (value: Json): Uint8Array => encodeText(`${JSON.stringify(value, undefined, 2)}\n`);
