import type { FigureMetadata } from "@goldilocks/figures/text";
import { mutateBytes } from "./byte-mutations.ts";
import { mutateTree, type Json } from "./json-mutations.ts";
import { oddTexts } from "./odd-values.ts";
import type { Random } from "./random.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** References and marks that a reader of XML has to be careful with. */
const oddMarkup: readonly string[] = [
  "&#99999999999;",
  "&#x110000;",
  "&#xD800;",
  "&#0;",
  "&#x1B;[31m",
  "&#;",
  "&#x;",
  "&amp",
  "&lol;",
  "&quot;",
  "&#49;",
  "<![CDATA[1]]>",
  "<![CDATA[",
  "]]>",
  "<!-- -->",
  "<!--",
  "<?php ?>",
  "<?",
  "<key>",
  "</key>",
  "<spec/>",
  "</spec>",
  "</figure>",
  "<figure xmlns='urn:goldilocks:figure'>",
  "<b>1</b>",
  "\0",
  "\u001B[2J",
  "\uFFFE",
  "\uD800",
];

/** Hashes, and what is none. */
const oddKeys: readonly string[] = [
  "0".repeat(64),
  "f".repeat(64),
  "F".repeat(64),
  "g".repeat(64),
  "",
  "../../x",
  "__proto__",
  "a",
  "\u001B[31m",
  "0 ".repeat(32),
];

/** What a figure says of itself, changed: its experiment's tree, its text, its hash. */
export function mutateMetadata(random: Random, { key, spec, ...rest }: FigureMetadata): FigureMetadata {
  const tree = (): string => JSON.stringify(mutateTree(random, JSON.parse(spec) as Json));
  return random.weighted<() => FigureMetadata>([
    [6, () => ({ key, spec: tree(), ...rest })],
    [2, () => ({ key: random.chance(0.5) ? random.pick(oddKeys) : random.pick(oddTexts), spec, ...rest })],
    [
      1,
      () => ({
        key,
        spec: random.pick([
          ...oddTexts,
          "null",
          "1",
          "[]",
          "{}",
          '"x"',
          '{"extends":"/etc/passwd"}',
          '{"difference":{}}',
          '{"difference":null}',
        ]),
        ...rest,
      }),
    ],
    [1, () => ({ key, spec: "[".repeat(random.pick([10, 1000, 100_000])), ...rest })],
    [1, () => ({ key, spec: withExtends(random, spec), ...rest })],
    [
      1,
      () => ({
        key,
        spec,
        partial: random.pick(["null", "{}", '{"of":1}', `{"of":"${key}"}`, '{"of":"\\u001b[31m"}', "[", ...oddTexts]),
      }),
    ],
  ])();
}

/** A normal form extends nothing; one from outside may try. */
function withExtends(random: Random, spec: string): string {
  const files = random.pick<Json>([
    "/dev/zero",
    "experiment.yaml",
    "./experiment.yaml",
    Array.from({ length: 100 }, (_, index) => `./x/../experiment.yaml${index}`),
    "/etc/passwd",
  ]);
  return JSON.stringify({ ...(JSON.parse(spec) as object), extends: files });
}

/** The elements of a figure's metadata as text. */
function elementsOf({ key, spec, partial }: FigureMetadata, prefix: string): string {
  const element = (name: string, text: string): string => `<${prefix}${name}>${escaped(text)}</${prefix}${name}>`;
  const last = partial === undefined ? "" : element("partial", partial);
  return `${element("key", key)}${element("spec", spec)}${last}`;
}

/** An XML text, an SVG's or the packet of a PDF, with other metadata. */
export function withMetadata(text: string, metadata: FigureMetadata): string {
  const begin = /<(?<prefix>(?:\w+:)?)key>/u.exec(text);
  const prefix = begin?.groups?.["prefix"] ?? "";
  const end = Math.max(text.lastIndexOf(`</${prefix}spec>`), text.lastIndexOf(`</${prefix}partial>`));
  return text.slice(0, begin?.index) + elementsOf(metadata, prefix) + text.slice(text.indexOf(">", end) + 1);
}

/** Texts that are much of the same. */
const long: readonly ((size: number) => string)[] = [
  (size) => "<figure".repeat(size),
  (size) => `<figure ${"urn:goldilocks:figure".repeat(size)}`,
  (size) => `<figure xmlns="urn:goldilocks:figure">${"<key>".repeat(size)}</figure>`,
  (size) => `<figure xmlns="urn:goldilocks:figure"><key>${"&amp;".repeat(size)}</key><spec>{}</spec></figure>`,
  (size) => `<svg>${"<g>".repeat(size)}${"</g>".repeat(size)}</svg>`,
  (size) => `<svg ${Array.from({ length: size }, (_, index) => `a${index}=""`).join(" ")}/>`,
  (size) => `<svg>${"<!--".repeat(size)}`,
  (size) => `<!DOCTYPE x [<!ENTITY a "${"a".repeat(size)}">]><svg>${"&a;".repeat(size)}</svg>`,
];

const text = (made: string): Uint8Array => new TextEncoder().encode(made);

/** The text of an SVG figure with one change. */
export function mutateSvg(random: Random, svg: string, metadata: FigureMetadata): Uint8Array {
  const at = svg.indexOf("<key>") + random.below(200);
  const anywhere = random.below(svg.length);
  const piece = /<metadata>[^]*<\/metadata>/u.exec(svg)?.[0] ?? "";
  return random.weighted<() => Uint8Array>([
    [6, () => text(withMetadata(svg, mutateMetadata(random, metadata)))],
    [3, () => text(svg.slice(0, at) + random.pick(oddMarkup) + svg.slice(at + random.below(3)))],
    [1, () => text(svg.slice(0, anywhere) + random.pick(oddMarkup) + svg.slice(anywhere))],
    [1, () => text(svg.replace(piece, piece + piece))],
    [1, () => text(svg.replace(piece, withMetadata(piece, mutateMetadata(random, metadata)) + piece))],
    [1, () => text(svg.replace(piece, ""))],
    [1, () => text(svg.replaceAll(/<(\/?)(key|spec|figure)/gu, "<$1g:$2").replace("xmlns=", "xmlns:g="))],
    [1, () => text(svg.slice(0, anywhere))],
    [1, () => text(svg.replace(/<\/(?:key|spec|figure|metadata)>/u, ""))],
    [1, () => new Uint8Array(Buffer.from(svg, random.pick(["utf16le", "latin1"])))],
    [1, () => text(`\uFEFF${svg}`)],
    [0.5, () => text(random.pick(long)(random.pick([10, 1000, 30_000])))],
    [3, () => mutateBytes(random, text(svg))],
  ])();
}
