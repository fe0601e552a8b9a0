import { visible, visibleJson } from "@goldilocks/diagnostics";
import * as fc from "fast-check";
import { expect, test } from "vitest";

// Quicker to make than the unit "binary" of fast-check, and with halves of surrogate pairs.
const unit = fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

test.each([
  ["an escape sequence", "\u001B[31mred", String.raw`\x1b[31mred`],
  ["a title", "\u001B]0;owned\u0007", String.raw`\x1b]0;owned\x07`],
  ["a C1 control", "\u009B31m", String.raw`\x9b31m`],
  ["delete", "a\u007Fb", String.raw`a\x7fb`],
  ["new lines and tabs", "a\r\n\tb", String.raw`a\r\n\tb`],
  ["writing turned round", "a\u202Eb\u2066c", String.raw`a\u202eb\u2066c`],
  ["no width", "a\u200Bb\uFEFFc\u00ADd", String.raw`a\u200bb\ufeffc\xadd`],
  ["separators of lines and paragraphs", "a\u2028b\u2029c", String.raw`a\u2028b\u2029c`],
  ["letters that are blank", "a\u3164b", String.raw`a\u3164b`],
  ["tags", "a\u{E0041}b", String.raw`a\u{e0041}b`],
  ["half a character", "a\uD800b", String.raw`a\ud800b`],
])("%s is shown as an escape", (_, text, expected) => {
  expect(visible(text)).toBe(expected);
});

test("ordinary text stays as it is", () => {
  const text = "½× “Über” λ → 1.2e-3, 数字 😀 C:\\path\\x1b";
  expect(visible(text)).toBe(text);
});

test("nothing unseen is left of any text, and twice is as once", () => {
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(visible(text)).not.toMatch(UNSEEN);
      expect(visible(visible(text))).toBe(visible(text));
    }),
  );
});

test("JSON of any value has nothing unseen, and is parsed to the same value", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit }), fc.array(fc.string({ unit }))), (value) => {
      const lines = visibleJson(value);
      for (const line of lines) expect(line).not.toMatch(UNSEEN);
      expect(JSON.parse(lines.join("\n"))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
