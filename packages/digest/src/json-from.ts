import { type Json } from "./json.ts";

/** Lists and maps inside one another that a value from outside may have: recursion over more could exhaust the stack. */
const MOST_LEVELS = 256;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [34, 92, 91, 93, 123, 125];

/** The index of the quote that ends a text in JSON; that of the end where none does. */
function endOfText(json: string, from: number): number {
  for (let at = json.indexOf('"', from); at !== -1; at = json.indexOf('"', at + 1)) {
    let before = at;
    while (before > from && json.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return json.length;
}

/** Whether the lists and maps of a JSON text are nested more than `levels` deep, in one pass and without a stack of its own. */
export function isNestedDeeper(json: string, levels: number): boolean {
  if (json.length <= levels) return false;
  let level = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at + 1);
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      if (++level > levels) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) level--;
  }
  return false;
}

/** The value of a JSON text that comes from outside; `undefined` where the text is none, or is nested more than 256 levels deep. */
export function jsonFrom(json: string): Json | undefined {
  if (isNestedDeeper(json, MOST_LEVELS)) return undefined;
  try {
    const value: Json = JSON.parse(json);
    return value;
  } catch {
    return undefined;
  }
}
