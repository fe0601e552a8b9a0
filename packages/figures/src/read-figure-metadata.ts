import { FiguresError } from "./errors.ts";
import { refuse } from "./figure-xml.ts";
import { type FigureMetadata, wordsInXml } from "./metadata.ts";
import { textsIn } from "./png-texts.ts";
import { isPng } from "./png.ts";
import { beginsWith, fromLatin1, fromUtf8Strictly, toUtf8 } from "./utf8.ts";

/** Keywords of the text chunks of a PNG figure. */
export const PNG_KEY = "goldilocks:key";
export const PNG_SPEC = "goldilocks:spec";
export const PNG_PARTIAL = "goldilocks:partial";

const MARK_OF_PDF = toUtf8("%PDF-");
/** Embedded pictures may have packets of their own. */
const MOST_PACKETS = 64;

/**
 * The hash and the experiment that an SVG, PNG or PDF figure carries.
 *
 * @throws {@link FiguresError} `FIGURES_NOT_A_FIGURE` where the file carries neither, for instance after another program re-saved it;
 *   `FIGURES_METADATA` where they are damaged, twice there, or larger than any.
 */
export function readFigureMetadata(bytes: Uint8Array): FigureMetadata {
  const found = isPng(bytes) ? metadataInPng(bytes) : beginsWith(bytes, MARK_OF_PDF) ? inPdf(bytes) : inSvg(bytes);
  if (found !== undefined) return found;
  const message = `${isPng(bytes) ? "this PNG" : "this file"} carries no hash and no experiment`;
  const hint = "use the file as it was written: some programs drop metadata when they save";
  throw new FiguresError({ code: "FIGURES_NOT_A_FIGURE", message, hint });
}

function metadataInPng(bytes: Uint8Array): FigureMetadata | undefined {
  const [key, spec, partial] = textsIn(bytes, [PNG_KEY, PNG_SPEC, PNG_PARTIAL]);
  if (key === undefined && spec === undefined) return undefined;
  if (key === undefined || spec === undefined) return refuse("it carries a hash or an experiment alone");
  return { key, spec, ...(partial !== undefined && { partial }) };
}

/** Text that is no XML at all is no figure. */
function inSvg(bytes: Uint8Array): FigureMetadata | undefined {
  const text = fromUtf8Strictly(bytes);
  return text === undefined || !/^\uFEFF?\s*</u.test(text) ? undefined : wordsInXml(text).metadata;
}

/** A PDF has them in an XMP packet, in the elements that an SVG has them in. */
function inPdf(bytes: Uint8Array): FigureMetadata | undefined {
  let found: FigureMetadata | undefined;
  for (const packet of packetsIn(bytes)) {
    const text = fromUtf8Strictly(packet);
    const metadata = text === undefined ? undefined : wordsInXml(text).metadata;
    if (metadata === undefined) continue;
    if (found !== undefined) refuse("it carries the hashes of several figures");
    found = metadata;
  }
  return found;
}

/** What stands between the two marks of an XMP packet, for each of a file. */
function* packetsIn(bytes: Uint8Array): Generator<Uint8Array> {
  // Of this encoding, each character is a byte.
  const text = fromLatin1(bytes);
  let at = 0;
  for (let count = 0; ; count++) {
    const begin = text.indexOf("<?xpacket begin=", at);
    const from = begin === -1 ? -1 : text.indexOf("?>", begin) + 2;
    const end = from < 2 ? -1 : text.indexOf("<?xpacket end=", from);
    if (end === -1) return;
    if (count >= MOST_PACKETS) refuse(`it has more than ${MOST_PACKETS} packets of metadata`);
    yield bytes.subarray(from, end);
    at = end;
  }
}
