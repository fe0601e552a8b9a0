// Every engine this runs on has these two; the language's own library does not declare them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: "utf-8" | "latin1",
  options?: { readonly fatal: boolean },
) => { decode(bytes: Uint8Array): string };

/** The bytes of a text. */
export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of some bytes; undefined where they are not UTF-8. */
export function fromUtf8Strictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A text of as many characters as there are bytes; those of ASCII are themselves. */
export function fromLatin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

/** Whether some bytes begin with others. */
export function beginsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  return head.every((byte, index) => bytes[index] === byte);
}
