const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0", e: "\u001B", _: "\u00A0" };
const lengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const isSpace = (text: string | undefined): boolean => text !== undefined && /\s/u.test(text);

/** What an escape in a double-quoted scalar stands for, and how long it is; a line break that is escaped stands for nothing. */
function escaped(source: string, at: number): { readonly text: string; readonly length: number } {
  const name = source[at + 1] ?? "";
  const digits = lengths[name];
  if (digits === undefined) return { text: escapes[name] ?? name, length: 2 };
  const point = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  const text = point >= 0 && point <= 1_114_111 ? String.fromCodePoint(point) : "";
  return { text, length: 2 + digits };
}

/**
 * Where each character of a scalar's value stands in its source: value offset → source offset, one more for the end. Plain, quoted and
 * folded scalars alike; `undefined` where value and source cannot be laid side by side.
 */
export function sourceOffsets(source: string, value: string): readonly number[] | undefined {
  const offsets: number[] = [];
  const double = source.startsWith('"');
  // A folded or literal scalar begins with a line of its own.
  const header = /^[>|][^\n]*\n/u.exec(source)?.[0].length ?? 0;
  let at = header;
  let last = header;
  while (offsets.length < value.length) {
    const wanted = value[offsets.length];
    if (at >= source.length) {
      if (!isSpace(wanted)) return undefined;
      offsets.push(at);
      continue;
    }
    const escape = double && source[at] === "\\" ? escaped(source, at) : undefined;
    const start = at;
    if (escape !== undefined) {
      if (value.startsWith(escape.text, offsets.length)) for (const _ of escape.text.split("")) offsets.push(start);
      at += escape.length;
    } else if (source[at] === wanted) {
      offsets.push(at++);
    } else if (isSpace(wanted) && isSpace(source[at])) {
      offsets.push(at);
      while (isSpace(source[at])) at++;
    } else at++;
    last = at;
  }
  return [...offsets, last];
}
