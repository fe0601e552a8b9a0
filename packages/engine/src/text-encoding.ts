interface Encoders {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new () => { decode(bytes: Uint8Array): string };
}

// Every host has both; no host's type library is assumed.
const { TextEncoder, TextDecoder } = globalThis as unknown as Encoders;

/** A text as UTF-8. */
export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);

/** UTF-8 as a text. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
