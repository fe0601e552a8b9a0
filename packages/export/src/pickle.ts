import { encodeText } from "@goldilocks/engine";

/** A value as Python's pickle knows it, as far as state dictionaries of PyTorch need it. */
export type Picklable =
  | string
  | number
  | false
  /** A class or function, by module and name. */
  | { readonly global: readonly [module: string, name: string] }
  | { readonly tuple: readonly Picklable[] }
  /** A call of a global with a tuple of arguments. */
  | { readonly call: Picklable; readonly on: Picklable }
  /** What the reader finds outside of the pickle, by this tuple. */
  | { readonly persistent: Picklable }
  /** At least two entries. */
  | { readonly dict: readonly (readonly [string, Picklable])[] };

const op = {
  proto: 0x80,
  stop: 0x2e,
  mark: 0x28,
  emptyDict: 0x7d,
  setItems: 0x75,
  unicode: 0x58,
  global: 0x63,
  put: 0x71,
  longPut: 0x72,
  get: 0x68,
  longGet: 0x6a,
  int1: 0x4b,
  int2: 0x4d,
  int4: 0x4a,
  false: 0x89,
  emptyTuple: 0x29,
  /** Of one, two, three. */
  shortTuple: [0x85, 0x86, 0x87],
  tuple: 0x74,
  reduce: 0x52,
  persistentId: 0x51,
} as const;

/**
 * A value as a pickle of protocol 2, byte for byte as Python's own pickler writes it for `torch.save`.
 *
 * @see https://github.com/python/cpython/blob/main/Lib/pickletools.py for the opcodes
 */
export function pickle(value: Picklable): Uint8Array {
  const writer = new Writer();
  writer.write(value);
  return Uint8Array.from([op.proto, 2, ...writer.bytes, op.stop]);
}

class Writer {
  readonly bytes: number[] = [];
  /** Texts and globals that were written already, by what they are. */
  readonly #known = new Map<string, number>();
  #memos = 0;

  write(value: Picklable): void {
    if (value === false) this.bytes.push(op.false);
    else if (typeof value === "number") this.#integer(value);
    else if (typeof value === "string") this.#once(`text ${value}`, () => this.#text(value));
    else if ("global" in value) this.#once(`global ${value.global.join(" ")}`, () => this.#global(value.global));
    else if ("tuple" in value) this.#tuple(value.tuple);
    else if ("dict" in value) this.#dict(value.dict);
    else if ("persistent" in value) {
      this.write(value.persistent);
      this.bytes.push(op.persistentId);
    } else {
      this.write(value.call);
      this.write(value.on);
      this.bytes.push(op.reduce);
      this.#memorise();
    }
  }

  /** Writes a value, or where it stands already. */
  #once(what: string, write: () => void): void {
    const memo = this.#known.get(what);
    if (memo === undefined) {
      write();
      this.#known.set(what, this.#memorise());
    } else if (memo < 256) this.bytes.push(op.get, memo);
    else this.bytes.push(op.longGet, ...littleEndian(memo, 4));
  }

  #memorise(): number {
    const memo = this.#memos++;
    if (memo < 256) this.bytes.push(op.put, memo);
    else this.bytes.push(op.longPut, ...littleEndian(memo, 4));
    return memo;
  }

  #integer(value: number): void {
    if (value >= 0 && value < 256) this.bytes.push(op.int1, value);
    else if (value >= 0 && value < 65_536) this.bytes.push(op.int2, ...littleEndian(value, 2));
    else this.bytes.push(op.int4, ...littleEndian(value, 4));
  }

  #text(value: string): void {
    const text = encodeText(value);
    this.bytes.push(op.unicode, ...littleEndian(text.length, 4), ...text);
  }

  #global(path: readonly string[]): void {
    this.bytes.push(op.global, ...encodeText(path.map((part) => `${part}\n`).join("")));
  }

  #tuple(parts: readonly Picklable[]): void {
    if (parts.length === 0) {
      this.bytes.push(op.emptyTuple);
      return;
    }
    const short = op.shortTuple[parts.length - 1];
    if (short === undefined) this.bytes.push(op.mark);
    for (const part of parts) this.write(part);
    this.bytes.push(short ?? op.tuple);
    this.#memorise();
  }

  #dict(entries: readonly (readonly [string, Picklable])[]): void {
    this.bytes.push(op.emptyDict);
    this.#memorise();
    this.bytes.push(op.mark);
    for (const [name, value] of entries) {
      this.write(name);
      this.write(value);
    }
    this.bytes.push(op.setItems);
  }
}

const littleEndian = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff);
