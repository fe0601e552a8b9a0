/** Whether a font has a character, by its code point. */
export type HasCharacter = (codePoint: number) => boolean;

/** A stretch of code points, both ends included. */
type Stretch = readonly [first: number, last: number];

/**
 * The characters of a TrueType or OpenType font, from the segments of its character map (formats 4 and 12).
 *
 * A font without such a map has none.
 */
export function charactersOf(font: Uint8Array): HasCharacter {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const stretches = characterMaps(view).flatMap((map) => stretchesOf(view, map));
  return (codePoint) => stretches.some(([first, last]) => codePoint >= first && codePoint <= last);
}

const TAG_CMAP = 0x63_6d_61_70;

/** Where the character maps of a font begin. */
function characterMaps(view: DataView): number[] {
  const tables = Array.from({ length: view.getUint16(4) }, (_, index) => 12 + 16 * index);
  const entry = tables.find((at) => view.getUint32(at) === TAG_CMAP);
  if (entry === undefined) return [];
  const cmap = view.getUint32(entry + 8);
  return Array.from({ length: view.getUint16(cmap + 2) }, (_, index) => cmap + view.getUint32(cmap + 8 + 8 * index));
}

function stretchesOf(view: DataView, map: number): Stretch[] {
  const format = view.getUint16(map);
  if (format === 12) {
    const groups = Array.from({ length: view.getUint32(map + 12) }, (_, index) => map + 16 + 12 * index);
    return groups.map((at) => [view.getUint32(at), view.getUint32(at + 4)]);
  }
  if (format !== 4) return [];
  const doubled = view.getUint16(map + 6);
  const segments = Array.from({ length: doubled / 2 }, (_, index) => map + 14 + 2 * index);
  // The last segment ends every map and holds no character.
  return segments
    .map((at): Stretch => [view.getUint16(at + 2 + doubled), view.getUint16(at)])
    .filter(([first]) => first < 0xffff);
}

/** Characters that a text may have without a font for them: spaces, and what only joins or directs others. */
const UNSEEN = /^[\s\p{Cc}\p{Cf}\uFE0F]$/u;

/** The characters of some texts that none of the fonts has, each once, in the order in which they come. */
export function missingCharacters(texts: readonly string[], fonts: readonly HasCharacter[]): readonly string[] {
  const used = new Set(texts.flatMap((text) => Array.from(text)));
  return [...used].filter((character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return !UNSEEN.test(character) && !fonts.some((has) => has(codePoint));
  });
}
