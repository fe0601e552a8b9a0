import { type SvgNode, svg } from "./svg-node.ts";

/** What every figure file carries, so that anyone who holds it can run it again: its hash and its experiment's normal form. */
export interface FigureMetadata {
  readonly key: string;
  readonly spec: string;
  /** Of a figure that was drawn although cells had failed: the key of the whole one and what is missing, as JSON. */
  readonly partial?: string;
}

const NAMESPACE = "urn:goldilocks:figure";

/** The metadata as an element of an SVG file. */
export function metadataNode({ key, spec, partial }: FigureMetadata): SvgNode {
  const parts = [svg("key", {}, key), svg("spec", {}, spec)];
  if (partial !== undefined) parts.push(svg("partial", {}, partial));
  return svg("metadata", {}, svg("figure", { xmlns: NAMESPACE }, ...parts));
}

/** The metadata in the text of an SVG file, or undefined. */
export function metadataInSvg(text: string): FigureMetadata | undefined {
  const own = /<(?:[\w.-]+:)?figure[^>]*urn:goldilocks:figure[^>]*>([\s\S]*?)<\/(?:[\w.-]+:)?figure>/u.exec(text)?.[1];
  const key = own === undefined ? undefined : element(own, "key");
  const spec = own === undefined ? undefined : element(own, "spec");
  const partial = own === undefined ? undefined : element(own, "partial");
  return key === undefined || spec === undefined ? undefined : { key, spec, ...(partial !== undefined && { partial }) };
}

/** The title and the caption in the text of an SVG figure, whether or not they are drawn. */
export function wordsInSvg(text: string): { readonly title?: string; readonly caption?: string } {
  const [title, caption] = [element(text, "title"), element(text, "desc")];
  return { ...(title === undefined ? {} : { title }), ...(caption === undefined ? {} : { caption }) };
}

function element(text: string, name: string): string | undefined {
  const found = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:[\\w.-]+:)?${name}>`, "u").exec(
    text,
  )?.[1];
  return found === undefined ? undefined : unescapeText(found);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Text from XML content, with the named and numbered references that any program may have written. */
function unescapeText(text: string): string {
  return text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([\da-fA-F]+));/g, (_, name, decimal, hexadecimal) => {
    if (typeof name === "string") return ENTITIES[name] ?? "";
    return String.fromCodePoint(
      typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hexadecimal), 16),
    );
  });
}
