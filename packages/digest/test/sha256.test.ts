import { createHash } from "node:crypto";
import { canonicalJson, keyOf, sha256 } from "@goldilocks/digest";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
  ],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
])("the FIPS 180 example that begins %.10s has its published digest", (text, digest) => {
  expect(sha256(text)).toBe(digest);
});

test("any bytes have the digest that another implementation gives", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
});

test("a string is hashed as UTF-8", () => {
  expect(sha256("é")).toBe(sha256(new Uint8Array([0xc3, 0xa9])));
});

test("a key is the digest of the canonical JSON", () => {
  expect(keyOf({ b: [1], a: null })).toBe(sha256('{"a":null,"b":[1]}'));
  expect(keyOf(["kind", "1", {}, [], null])).toBe(sha256(canonicalJson(["kind", "1", {}, [], null])));
});
