import { crc32, deflateRawSync } from "node:zlib";
import { joined } from "./byte-mutations.ts";

/** An entry of a zip archive; every field may be a lie. */
export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** 0 as it is, 8 deflated; what the archive says, and what is done unless `packed` is given. */
  readonly method?: number;
  /** The bytes in the archive. */
  readonly packed?: Uint8Array;
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly flags?: number;
  readonly attributes?: number;
  readonly extra?: Uint8Array;
  /** Where the archive says the entry's own head is. */
  readonly offset?: number;
  /** The name in the entry's own head, where that is another. */
  readonly localName?: string;
}

/** What an archive says of itself at its end. */
export interface ZipEnd {
  readonly count?: number;
  readonly size?: number;
  readonly offset?: number;
  readonly comment?: Uint8Array;
  /** Bytes before everything else. */
  readonly before?: Uint8Array;
}

function fields(...numbers: readonly (readonly [width: 2 | 4, value: number])[]): Uint8Array {
  const bytes = Buffer.alloc(numbers.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of numbers) {
    if (width === 2) bytes.writeUInt16LE(value & 0xffff, at);
    else bytes.writeUInt32LE(value >>> 0, at);
    at += width;
  }
  return bytes;
}

const packedOf = ({ data, method = 8, packed }: ZipEntry): Uint8Array =>
  packed ?? (method === 8 ? deflateRawSync(data) : data);

/** Fields that an entry's own head and its line in the directory share. */
function common(entry: ZipEntry, packed: Uint8Array): readonly (readonly [2 | 4, number])[] {
  const { data, method = 8, flags = 0x800, crc = crc32(data), size = data.length, packedSize = packed.length } = entry;
  return [
    [2, flags],
    [2, method],
    [2, 0],
    [2, 0x21],
    [4, crc],
    [4, packedSize],
    [4, size],
  ];
}

/** The bytes of a zip archive (APPNOTE 6.3.10, without zip64). */
export function zipOf(entries: readonly ZipEntry[], end: ZipEnd = {}): Uint8Array {
  const { comment = new Uint8Array(), before = new Uint8Array() } = end;
  const parts: Uint8Array[] = [before];
  const directory: Uint8Array[] = [];
  let at = before.length;
  for (const entry of entries) {
    const packed = packedOf(entry);
    const { extra = new Uint8Array(), attributes = 0, offset = at } = entry;
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const shared = common(entry, packed);
    const head = fields([4, 0x04034b50], [2, 20], ...shared, [2, localName.length], [2, extra.length]);
    parts.push(head, localName, extra, packed);
    const rest = [
      [2, name.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, attributes],
      [4, offset],
    ] as const;
    directory.push(fields([4, 0x02014b50], [2, 0x0314], [2, 20], ...shared, ...rest), name, extra);
    at += head.length + localName.length + extra.length + packed.length;
  }
  const lines = joined(...directory);
  const { count = entries.length, size = lines.length, offset = at } = end;
  const last = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, offset],
    [2, comment.length],
  );
  return joined(...parts, lines, last, comment);
}
