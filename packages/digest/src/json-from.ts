import { type Json } from "./json.ts";

/** Lists and maps inside one another that a value from outside may have: recursion over more could exhaust the stack. */
const MOST_LEVELS = 256;

const [QUOTE, COMMA, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [34, 44, 92, 91, 93, 123, 125];

/** The index of the quote that ends a text in JSON; that of the end where none does. */
function endOfText(json: string, from: number): number {
  for (let at = json.indexOf('"', from); at !== -1; at = json.indexOf('"', at + 1)) {
    let before = at;
    while (before > from && json.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return json.length;
}

/** Most that a JSON text may hold; what is left out has no bound. */
export interface JsonBounds {
  /** Lists and maps inside one another. */
  readonly levels: number;
  /** Lists and maps in all. */
  readonly containers?: number;
  /** Commas between values. */
  readonly commas?: number;
}

/** Whether a JSON text holds more than it may, found in one pass, without a stack and without building anything. It need not be JSON. */
export function isBeyond(json: string, { levels, containers = Infinity, commas = Infinity }: JsonBounds): boolean {
  let [level, opened, separated] = [0, 0, 0];
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at + 1);
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      if (++level > levels || ++opened > containers) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) level--;
    else if (code === COMMA && ++separated > commas) return true;
  }
  return false;
}

/** Whether the lists and maps of a JSON text are nested more than `levels` deep. */
export const isNestedDeeper = (json: string, levels: number): boolean =>
  json.length > levels && isBeyond(json, { levels });

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
