import { refuse } from "./figure-xml.ts";
import { type ReadChunk, readChunks } from "./png.ts";
import { beginsWith, fromUtf8Strictly, toUtf8 } from "./utf8.ts";

/** Kinds of chunk that hold a keyword and a text; the last two deflate the text, or may. */
const KINDS: ReadonlySet<string> = new Set(["tEXt", "zTXt", "iTXt"]);

/** As much as any experiment's file may have, in bytes. */
const MOST_BYTES = 4 * 1_048_576;

/** After the keyword of an iTXt chunk: no compression, no language, no translated keyword. */
const PLAIN = new Uint8Array(4);

/**
 * The texts of a PNG file under some keywords; undefined for one that it does not have.
 *
 * They are only read as they are written here, in an iTXt chunk that is not compressed, so that a small file is never a large text.
 *
 * @throws {@link FiguresError} `FIGURES_METADATA` where one is damaged, twice there, compressed, or too long.
 */
export function textsIn(png: Uint8Array, keywords: readonly string[]): readonly (string | undefined)[] {
  const heads = keywords.map((keyword) => toUtf8(`${keyword}\0`));
  const found: (string | undefined)[] = keywords.map(() => undefined);
  for (const chunk of readChunks(png)) {
    const at = KINDS.has(chunk.type) ? heads.findIndex((head) => beginsWith(chunk.data, head)) : -1;
    const [keyword, head] = [keywords[at], heads[at]];
    if (keyword === undefined || head === undefined) continue;
    if (found[at] !== undefined) refuse(`it carries ${keyword} twice`);
    found[at] = textOf(chunk, keyword, head.length);
  }
  return found;
}

function textOf({ type, data, isIntact }: ReadChunk, keyword: string, from: number): string {
  const rest = data.subarray(from);
  if (type !== "iTXt" || rest[0] !== 0) refuse(`another program has compressed or changed ${keyword}`);
  if (!beginsWith(rest, PLAIN)) refuse(`another program has changed ${keyword}`);
  if (rest.length > MOST_BYTES) refuse(`${keyword} has ${rest.length} bytes, more than ${MOST_BYTES}`);
  if (!isIntact()) refuse(`${keyword} is damaged: its check value is another`);
  return fromUtf8Strictly(rest.subarray(PLAIN.length)) ?? refuse(`${keyword} is not UTF-8`);
}
