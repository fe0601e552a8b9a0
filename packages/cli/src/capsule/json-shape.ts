/** Levels of nesting that no record has: what walks a value level by level could not walk it. */
const DEEPEST = 100;
/** Lists, records and values of one file. Each takes many times the memory of its one or two bytes. */
const MOST_CONTAINERS = 2_000_000;
const MOST_VALUES = 8_000_000;

const code = (character: string): number => character.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA] = [code('"'), code("\\"), code(",")];
const [OPENING, CLOSING] = [new Set(["[", "{"].map(code)), new Set(["]", "}"].map(code))];

/** Whether JSON text, as UTF-8, is small and shallow enough to be parsed. It is looked through once, and need not be JSON. */
export function isModestJson(text: Uint8Array): boolean {
  let [depth, containers, values, quoted] = [0, 0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0;
    if (quoted && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === COMMA) values += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    else if (OPENING.has(byte)) {
      depth += 1;
      containers += 1;
      if (depth > DEEPEST || containers > MOST_CONTAINERS) return false;
    }
  }
  return values <= MOST_VALUES;
}
