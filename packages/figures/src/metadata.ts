import { NAMESPACE, readXml, refuse } from "./figure-xml.ts";
import { type SvgNode, svg } from "./svg-node.ts";

/** What every figure file carries, so that anyone who holds it can run it again: its hash and its experiment's normal form. */
export interface FigureMetadata {
  readonly key: string;
  readonly spec: string;
  /** Of a figure that was drawn although cells had failed: the key of the whole one and what is missing, as JSON. */
  readonly partial?: string;
}

/** The metadata as an element of an SVG file. */
export function metadataNode({ key, spec, partial }: FigureMetadata): SvgNode {
  const parts = [svg("key", {}, key), svg("spec", {}, spec)];
  if (partial !== undefined) parts.push(svg("partial", {}, partial));
  return svg("metadata", {}, svg("figure", { xmlns: NAMESPACE }, ...parts));
}

/** What an SVG or PDF figure carries beside its picture, whether or not it is drawn. */
export interface FigureWords {
  readonly metadata?: FigureMetadata;
  readonly title?: string;
  readonly caption?: string;
}

/**
 * Hash, experiment, title and caption in XML: an SVG file, or the packet of a PDF.
 *
 * @throws {@link FiguresError} `FIGURES_METADATA` where it is damaged, or of several figures.
 */
export function wordsInXml(text: string): FigureWords {
  const { figures, title, caption, broken } = readXml(text);
  if (figures.length > 1) refuse(`it carries the hashes of ${figures.length} figures`);
  const [{ key, spec, partial } = {}] = figures;
  if (figures.length === 1 && (key === undefined || spec === undefined))
    refuse(broken === undefined ? "it carries a hash or an experiment alone" : `it is no XML: ${broken}`);
  const words = { ...(title !== undefined && { title }), ...(caption !== undefined && { caption }) };
  if (key === undefined || spec === undefined) return words;
  return { ...words, metadata: { key, spec, ...(partial !== undefined && { partial }) } };
}
