import type { Random } from "./random.ts";

/** Bytes one after another. */
export const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Bytes with one small change that looks at no structure. */
export function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const length = random.pick([1, 2, 4, 8, 100, 5000]);
  return random.pick<() => Uint8Array>([
    () => bytes.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte)),
    () => bytes.map((byte, index) => (index >= at && index < at + length ? random.pick([0, 0xff, 0x80, 0x7f]) : byte)),
    () => bytes.slice(0, at),
    () => joined(bytes.slice(0, at), bytes.slice(at + length)),
    () => joined(bytes.slice(0, at), bytes.slice(at, at + length), bytes.slice(at)),
    () =>
      joined(
        bytes.slice(0, at),
        Uint8Array.from({ length }, () => random.below(256)),
        bytes.slice(at),
      ),
  ])();
}
