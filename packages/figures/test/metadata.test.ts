import { FiguresError, type FigureSpec, readFigureMetadata, renderFigure } from "@goldilocks/figures";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const figure: FigureSpec = { kind: "histogram", x: "dead" };
const table = sweep({ ratios: [1], l1: [0.1, 1] });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
// eslint-disable-next-line no-control-regex -- these are the characters XML forbids
const writable = (text: string): boolean => !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/u.test(text);

test("an SVG figure gives back any hash and experiment", () => {
  const text = fc.string({ unit: "grapheme" }).filter(writable);
  fc.assert(
    fc.property(text, text, (key, spec) => {
      const metadata = { key, spec };
      const { svg } = renderFigure({ ...inputFor(figure, table), metadata });
      expect(readFigureMetadata(bytesOf(svg))).toEqual(metadata);
    }),
    { numRuns: 60 },
  );
});

test("markup in an experiment stays text", () => {
  const metadata = { key: "k", spec: 'title: </spec><key>x</key> & "y" ]]> &amp; <!-- \r\n\ttab' };
  const { svg } = renderFigure({ ...inputFor(figure, table), metadata });
  expect(readFigureMetadata(bytesOf(svg))).toEqual(metadata);
});

test("an SVG figure is read after another program wrote it with prefixes and numbered references", () => {
  const text =
    '<svg><metadata><g:figure xmlns:g="urn:goldilocks:figure"><g:key>abc</g:key><g:spec>a &#60; b &#x26; c</g:spec></g:figure></metadata></svg>';
  expect(readFigureMetadata(bytesOf(text))).toEqual({ key: "abc", spec: "a < b & c" });
});

test.each([
  ["text that is no figure", bytesOf("<svg/>")],
  ["an empty file", new Uint8Array()],
  ["a PNG without text", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
])("%s is refused with a code", (_, bytes) => {
  expect(() => readFigureMetadata(bytes)).toThrow(FiguresError);
});
