import { canonicalJson, DigestError, type Json } from "@goldilocks/digest";
import * as fc from "fast-check";
import { expect, test } from "vitest";

/** The bits of a double, as RFC 8785 lists them. */
function double(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DigestError) return error.code;
    throw error;
  }
  return "none";
}

test.each([
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
])("the double %s is written as RFC 8785, appendix B, does: %s", (bits, text) => {
  expect(canonicalJson(double(bits))).toBe(text);
});

test("the example of RFC 8785, section 3.2.2, has the text of section 3.2.3", () => {
  const value = {
    // oxlint-disable-next-line eslint/no-loss-of-precision -- as it stands there
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("keys are sorted by UTF-16 code units, as in RFC 8785, section 3.2.3", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const parsed: object = JSON.parse(canonicalJson(value).replaceAll(/"([^"]*)":/gu, '"k$1":'));
  expect(Object.values(parsed)).toEqual([
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
  ]);
});

test("a key that is undefined is a key that is absent", () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

test.each<[string, unknown]>([
  ["NaN", Number.NaN],
  ["infinity", { a: [Number.POSITIVE_INFINITY] }],
  ["undefined", undefined],
  ["undefined in a list", [undefined]],
  ["a function", { a: () => 1 }],
  ["a bigint", 1n],
  ["a symbol", Symbol("s")],
  ["a date", new Date(0)],
  ["a map", new Map()],
  ["bytes", new Uint8Array(1)],
  ["a lone surrogate", "\ud800"],
  ["a key with a lone surrogate", { "\udfff": 1 }],
])("%s has no canonical form", (_, value) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what types do not stop
  expect(code(() => canonicalJson(value as Json))).toBe("DIGEST_NOT_JSON");
});

test("a value that contains itself has no canonical form, one that repeats a part has", () => {
  const part = { a: 1 };
  expect(canonicalJson([part, part])).toBe('[{"a":1},{"a":1}]');
  const loop: { [key: string]: Json } = {};
  loop["self"] = loop;
  expect(code(() => canonicalJson(loop))).toBe("DIGEST_NOT_JSON");
});

const wellFormed = fc.string({ unit: "grapheme" });
const json = fc.jsonValue({ stringUnit: "grapheme" }) as fc.Arbitrary<Json>;

test("the text parses back to an equal value, and is its own canonical form", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      const back: Json = JSON.parse(text);
      expect(JSON.parse(JSON.stringify(value))).toEqual(back);
      expect(canonicalJson(back)).toBe(text);
    }),
  );
});

test("the order in which keys were added does not matter", () => {
  fc.assert(
    fc.property(fc.dictionary(wellFormed, json), (map) => {
      const reversed = Object.fromEntries(Object.entries(map).toReversed());
      expect(canonicalJson(reversed)).toBe(canonicalJson({ ...map }));
    }),
  );
});
