import { joined, mutateBytes } from "./byte-mutations.ts";
import type { Random } from "./random.ts";
import { type ZipEnd, type ZipEntry, zipOf } from "./zip-writer.ts";

const oddSizes: readonly number[] = [0, 1, 100, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 1_000_000_000];

const oddNames: readonly string[] = [
  "",
  "/",
  ".",
  "..",
  "../x",
  "/etc/passwd",
  "a/../../x",
  "C:x",
  "a\\b",
  "a//b",
  "./x",
  "x/",
  "goldilocks.json",
  "README.MD",
  "a\0b",
  "a\nb",
  "\u001B[31m",
  "\u202Ex",
  "con",
  "NUL.txt",
  "a.",
  "a ",
  "é",
  "e\u0301",
  "n".repeat(300),
  "n".repeat(60_000),
  "d/".repeat(400),
  "__proto__",
  "constructor",
  "figure.svg/x",
  "*?",
  "\uD800",
];

/** An entry that says something of itself that is not so, or is a strange thing to say. */
const mutateEntry = (random: Random, entry: ZipEntry): ZipEntry =>
  random.pick<() => ZipEntry>([
    () => ({ ...entry, name: random.pick(oddNames) }),
    () => ({ ...entry, localName: random.pick(oddNames) }),
    () => ({ ...entry, size: random.pick([...oddSizes, entry.data.length + 1]) }),
    () => ({ ...entry, packedSize: random.pick(oddSizes) }),
    () => ({ ...entry, crc: random.below(2 ** 32) }),
    () => ({ ...entry, method: random.pick([0, 1, 8, 9, 12, 14, 93, 99, 65_535]) }),
    () => ({ ...entry, method: 0 }),
    () => ({ ...entry, packed: mutateBytes(random, entry.data) }),
    () => ({ ...entry, packed: new Uint8Array() }),
    () => ({ ...entry, flags: random.pick([0, 1, 8, 0x40, 0x801, 0x2000, 0xffff]) }),
    () => ({
      ...entry,
      attributes: random.pick([0o120_777, 0o040_755, 0o010_644, 0o060_644, 0o104_755, 0o177_777]) * 65_536,
    }),
    () => ({ ...entry, offset: random.pick([...oddSizes, 30, 4]) }),
    () => ({ ...entry, extra: extraOf(random) }),
    () => ({ ...entry, data: mutateBytes(random, entry.data) }),
    // Much from little.
    () => ({ ...entry, data: new Uint8Array(random.pick([1_000_000, 30_000_000])) }),
  ])();

/** Extra fields: zip64, a name in Unicode, one that is too short for its length, and bytes. */
const extraOf = (random: Random): Uint8Array =>
  random.pick([
    joined(Uint8Array.of(1, 0, 24, 0), new Uint8Array(24).fill(255)),
    joined(Uint8Array.of(1, 0, 8, 0), Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)),
    joined(Uint8Array.of(0x75, 0x70, 10, 0), Uint8Array.of(1, 0, 0, 0, 0), Buffer.from("../x!")),
    Uint8Array.of(1, 0, 255, 255),
    Uint8Array.of(1),
    new Uint8Array(random.pick([4, 1000, 65_535])),
  ]);

const mutateEnd = (random: Random): ZipEnd =>
  random.pick<() => ZipEnd>([
    () => ({ count: random.pick([0, 1, 5, 65_534, 65_535]) }),
    () => ({ size: random.pick(oddSizes) }),
    () => ({ offset: random.pick(oddSizes) }),
    () => ({ comment: new Uint8Array(random.pick([1, 22, 65_535])) }),
    () => ({ comment: Buffer.from("PK\u0005\u0006".padEnd(22, "\0"), "latin1") }),
    () => ({ before: new Uint8Array(random.pick([1, 1000])) }),
    () => ({ before: Buffer.from("#!/bin/sh\n") }),
  ])();

/** A zip archive of these entries with one change of its structure. */
export function mutateZip(random: Random, entries: readonly ZipEntry[]): Uint8Array {
  const at = random.below(entries.length);
  const entry = entries[at] ?? { name: "x", data: new Uint8Array() };
  const manifest = entries.findIndex(({ name }) => name === "goldilocks.json");
  const put = (index: number, ...others: readonly ZipEntry[]): Uint8Array =>
    zipOf(entries.toSpliced(index, 1, ...others));
  return random.weighted<() => Uint8Array>([
    [6, () => put(at, mutateEntry(random, entry))],
    [2, () => put(manifest, mutateEntry(random, entries[manifest] ?? entry))],
    [1, () => put(at)],
    [1, () => put(at, entry, entry)],
    [1, () => put(at, entry, mutateEntry(random, entry))],
    [1, () => put(at, { ...entry, name: random.pick(oddNames) }, entry)],
    [1, () => put(at, entry, { name: `${entry.name}/x`, data: entry.data })],
    [2, () => zipOf(entries, mutateEnd(random))],
    [
      0.3,
      () =>
        zipOf([
          ...entries,
          ...Array.from({ length: 20_000 }, (_, index) => ({ name: `f${index}`, data: new Uint8Array(), method: 0 })),
        ]),
    ],
    [1, () => zipOf(entries.toReversed())],
    [4, () => mutateBytes(random, zipOf(entries))],
    [1, () => zipOf([])],
  ])();
}
