import { type SpecIssue } from "./error.ts";
import { locator } from "./positions.ts";

interface Decoders {
  readonly TextDecoder: new (label?: string) => { decode(bytes: Uint8Array): string };
}

// Every host has it; no host's type library is assumed.
const { TextDecoder } = globalThis as unknown as Decoders;

/** A file's text; with an issue where its bytes are no UTF-8, and then only fit to be shown. */
export interface Decoded {
  readonly text: string;
  readonly issue?: SpecIssue;
}

/** Byte order marks of what is not UTF-8; those of UTF-32 begin like those of UTF-16, so they come first. */
const marks: readonly (readonly [name: string, mark: readonly number[]])[] = [
  ["UTF-32", [0xff, 0xfe, 0, 0]],
  ["UTF-32", [0, 0, 0xfe, 0xff]],
  ["UTF-16", [0xff, 0xfe]],
  ["UTF-16", [0xfe, 0xff]],
];

/** Bytes that a file of ASCII in UTF-16 or UTF-32 has besides NUL, without a mark: every second, or every fourth. */
function unmarked(bytes: Uint8Array): string | undefined {
  const head = [...bytes.subarray(0, 64)];
  const zeros = head.filter((byte) => byte === 0).length;
  if (head.length < 4 || zeros < Math.floor(head.length / 2)) return undefined;
  return zeros >= Math.floor((head.length * 3) / 4) ? "UTF-32" : "UTF-16";
}

/** The name of the encoding that the first bytes give away, where that is another than UTF-8. */
function foreignEncoding(bytes: Uint8Array): string | undefined {
  const found = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  return found?.[0] ?? unmarked(bytes);
}

/** The least and greatest second byte after a first one, and how many bytes follow it in all; by Unicode, table 3-7. */
function sequenceOf(first: number): readonly [length: number, low: number, high: number] | undefined {
  if (first < 0x80) return [0, 0, 0];
  if (first >= 0xc2 && first <= 0xdf) return [1, 0x80, 0xbf];
  if (first >= 0xe0 && first <= 0xef) return [2, first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf];
  if (first >= 0xf0 && first <= 0xf4) return [3, first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf];
  return undefined;
}

/** Where the first byte stands that begins no character of UTF-8; `undefined` where every one does. */
function firstWrong(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length;) {
    const sequence = sequenceOf(bytes[at] ?? 0);
    if (sequence === undefined) return at;
    const [length, low, high] = sequence;
    for (let next = 1; next <= length; next++) {
      const byte = bytes[at + next] ?? 0;
      if (byte < (next === 1 ? low : 0x80) || byte > (next === 1 ? high : 0xbf)) return at;
    }
    at += 1 + length;
  }
  return undefined;
}

const isBigEndian = ([first]: Uint8Array): boolean => first === 0xfe || first === 0;

const hexOf = (byte: number): string => `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** What a byte is in Latin-1, where that is something a person can see. */
const inLatin1 = (byte: number): string =>
  byte >= 0xa1 ? `, as it would be of ${String.fromCodePoint(byte)} in Latin-1` : "";

/** Decodes a file as UTF-8, with a byte order mark or without. Never throws. */
export function decodeText(file: string, bytes: Uint8Array): Decoded {
  const foreign = foreignEncoding(bytes);
  if (foreign !== undefined) {
    const text =
      foreign === "UTF-16" ? new TextDecoder(isBigEndian(bytes) ? "utf-16be" : "utf-16le").decode(bytes) : "";
    const message = `the file is ${foreign}, and experiments are UTF-8`;
    const issue = { code: "SPEC_ENCODING", message, span: locator(file, text)(0, 0), hint: saveAs(foreign) } as const;
    return { text, issue };
  }
  const text = new TextDecoder().decode(bytes);
  const wrong = firstWrong(bytes);
  if (wrong === undefined) return { text };
  const at = new TextDecoder().decode(bytes.subarray(0, wrong)).length;
  const byte = bytes[wrong] ?? 0;
  const message = `the byte ${hexOf(byte)} is not UTF-8${inLatin1(byte)}`;
  const span = locator(file, text)(at, at + 1);
  return { text, issue: { code: "SPEC_ENCODING", message, span, hint: saveAs("latin1") } };
}

const saveAs = (from: string): string =>
  `save the file as UTF-8; an editor does that, or iconv -f ${from.toUpperCase()} -t UTF-8`;
