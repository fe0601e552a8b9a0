import { deflateSync } from "node:zlib";
import { FiguresError, readFigureMetadata } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { textChunk, writeChunks } from "../src/png.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const [key, spec] = ["k".repeat(64), '{"goldilocks":1,"name":"x"}'];
const own = (inside: string): string => `<figure xmlns="urn:goldilocks:figure">${inside}</figure>`;
const both = (a: string, b: string): string => own(`<key>${a}</key><spec>${b}</spec>`);
const svg = (inside: string, before = ""): Uint8Array =>
  bytesOf(`${before}<svg xmlns="http://www.w3.org/2000/svg"><metadata>${inside}</metadata></svg>`);

/** The code of the refusal; what the file carries where it is read. */
function outcome(bytes: Uint8Array): unknown {
  try {
    return readFigureMetadata(bytes);
  } catch (error) {
    if (!(error instanceof FiguresError)) throw error;
    return error.issues.map(({ code, hint }) => (hint === undefined ? "no hint" : code)).join();
  }
}

describe("an SVG file", () => {
  test.each([
    ["a reference beyond all characters", svg(both(key, "&#99999999999;")), "FIGURES_METADATA"],
    ["a reference to the character after the last", svg(both("&#x110000;", "{}")), "FIGURES_METADATA"],
    ["a reference to U+0000", svg(both("&#0;", spec)), "FIGURES_METADATA"],
    ["an entity that nobody declared", svg(both(key, "&a;")), "FIGURES_METADATA"],
    ["entities of its own", svg(both(key, spec), '<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "FIGURES_METADATA"],
    ["two figures", svg(both(key, spec) + both(key, spec)), "FIGURES_METADATA"],
    ["two hashes", svg(own(`<key>a</key><key>b</key><spec>{}</spec>`)), "FIGURES_METADATA"],
    ["a hash alone", svg(own("<key>a</key>")), "FIGURES_METADATA"],
    ["a hash that breaks off", bytesOf(`<svg>${own(`<key>${key}`).slice(0, -9)}`), "FIGURES_METADATA"],
    ["two million characters as its experiment", svg(both(key, "x".repeat(2_000_000))), "FIGURES_METADATA"],
    ["a hundred thousand levels", svg("<g>".repeat(100_000)), "FIGURES_METADATA"],
    ["a hundred thousand levels in its hash", svg(own("<key>".repeat(100_000))), "FIGURES_METADATA"],
    ["tags that never close", bytesOf("<figure".repeat(60_000)), "FIGURES_NOT_A_FIGURE"],
    [
      "a namespace that never ends",
      bytesOf(`<figure ${"urn:goldilocks:figure".repeat(40_000)}`),
      "FIGURES_NOT_A_FIGURE",
    ],
    ["a hundred thousand attributes", bytesOf(`<svg ${'a="" '.repeat(100_000)}/>`), "FIGURES_NOT_A_FIGURE"],
    ["bytes that are not UTF-8", Uint8Array.of(0x3c, 0xff, 0xfe, 0), "FIGURES_NOT_A_FIGURE"],
    ["nothing", new Uint8Array(), "FIGURES_NOT_A_FIGURE"],
    ["a figure in another namespace", svg(both(key, spec).replace("urn:", "uri:")), "FIGURES_NOT_A_FIGURE"],
  ])("with %s is refused with a code and a hint", (_, bytes, code) => {
    expect(outcome(bytes)).toBe(code);
  });

  test("is read also with a DOCTYPE that declares nothing, CDATA, comments and a byte order mark", () => {
    const text = `\uFEFF<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg><metadata>${own(
      `<key>${key}</key><!-- x --><spec><![CDATA[{"a":]]>1}</spec>`,
    )}</metadata></svg>`;
    expect(outcome(bytesOf(text))).toEqual({ key, spec: '{"a":1}' });
  });

  test("that breaks off after its metadata is read", () => {
    const text = `<svg><metadata>${both(key, spec)}</metadata><path d="M`;
    expect(outcome(bytesOf(text))).toEqual({ key, spec });
  });

  test("of twenty megabytes takes time by its length", () => {
    const paths = '<path d="M0,0L1,1" fill="#fff"/>\n'.repeat(600_000);
    expect(outcome(bytesOf(`<svg><metadata>${both(key, spec)}</metadata>${paths}</svg>`))).toEqual({ key, spec });
  });
});

const packet = (inside: string): string =>
  `<?xpacket begin="\uFEFF" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${inside}</x:xmpmeta><?xpacket end="w"?>`;
const pdf = (...parts: readonly string[]): Uint8Array => bytesOf(`%PDF-1.7\n${parts.join("\nstream\n")}`);

describe("a PDF file", () => {
  test.each([
    ["a packet", pdf(packet(both(key, spec))), { key, spec }],
    ["a packet among those of its pictures", pdf(packet(""), packet(both(key, spec)), packet("<a>")), { key, spec }],
    ["two packets of figures", pdf(packet(both(key, spec)), packet(both(key, spec))), "FIGURES_METADATA"],
    ["ten thousand packets", pdf(packet("").repeat(10_000)), "FIGURES_METADATA"],
    ["ten thousand beginnings", pdf('<?xpacket begin="'.repeat(10_000)), "FIGURES_NOT_A_FIGURE"],
    ["none", pdf("<figure>"), "FIGURES_NOT_A_FIGURE"],
  ])("with %s", (_, bytes, expected) => {
    expect(outcome(bytes)).toEqual(expected);
  });
});

/** A chunk of a PNG as it would be with any length and check value. */
function chunk(type: string, data: Uint8Array, { length = data.length, check = false } = {}): Uint8Array {
  const whole = writeChunks([{ type, data }]).slice(8);
  new DataView(whole.buffer).setUint32(0, length);
  if (check) whole.fill(1, -4);
  return whole;
}
const png = (...chunks: readonly Uint8Array[]): Uint8Array => Buffer.concat([writeChunks([]), ...chunks]);
const text = (name: string, value: string): Uint8Array => {
  const made = textChunk(`goldilocks:${name}`, value);
  return chunk(made.type, made.data);
};
const raw = (type: string, ...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  chunk(type, Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part))));

const many = (count: number): Uint8Array => Buffer.alloc(12 * count, raw("aaaa"));

describe("a PNG file", () => {
  const hash = text("key", key);
  test.each([
    ["both", png(hash, text("spec", spec)), { key, spec }],
    ["nothing after its signature", png(), "FIGURES_NOT_A_FIGURE"],
    ["a length beyond its end", png(chunk("iTXt", bytesOf("x"), { length: 0xffffffff })), "FIGURES_NOT_A_FIGURE"],
    [
      "a length above what PNG allows",
      png(chunk("IHDR", new Uint8Array(13), { length: 0x80000000 })),
      "FIGURES_NOT_A_FIGURE",
    ],
    ["sixty thousand empty chunks", png(many(60_000)), "FIGURES_NOT_A_FIGURE"],
    ["two hundred thousand of them", png(many(200_000)), "FIGURES_METADATA"],
    ["a hash alone", png(hash), "FIGURES_METADATA"],
    [
      "a deflated experiment",
      png(hash, raw("iTXt", "goldilocks:spec\0\x01\0\0\0", deflateSync(Buffer.alloc(50_000_000, 32)))),
      "FIGURES_METADATA",
    ],
    ["deflated garbage", png(hash, raw("iTXt", "goldilocks:spec\0\x01\0\0\0garbage")), "FIGURES_METADATA"],
    [
      "an experiment in zTXt",
      png(hash, raw("zTXt", "goldilocks:spec\0\0", deflateSync(Buffer.alloc(800_000, 32)))),
      "FIGURES_METADATA",
    ],
    ["an experiment in tEXt", png(hash, raw("tEXt", "goldilocks:spec\0{}")), "FIGURES_METADATA"],
    [
      "a check value that is another",
      png(chunk("iTXt", bytesOf(`goldilocks:key\0\0\0\0\0${key}`), { check: true }), text("spec", spec)),
      "FIGURES_METADATA",
    ],
    ["a keyword without a text", png(raw("iTXt", "goldilocks:spec"), raw("tEXt")), "FIGURES_NOT_A_FIGURE"],
    [
      "an experiment that is not UTF-8",
      png(hash, raw("iTXt", "goldilocks:spec\0\0\0\0\0\u00FF\u00FE\u00C0")),
      "FIGURES_METADATA",
    ],
    ["two hashes", png(hash, text("key", "ffff"), text("spec", spec)), "FIGURES_METADATA"],
    ["five megabytes as its experiment", png(hash, text("spec", " ".repeat(5_000_000))), "FIGURES_METADATA"],
  ])("with %s", (_, bytes, expected) => {
    expect(outcome(bytes)).toEqual(expected);
  });
});
