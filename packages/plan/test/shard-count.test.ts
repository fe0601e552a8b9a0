import { shardCount } from "@goldilocks/plan";
import { expect, it } from "vitest";

it("shardCount() is one up to 2²³ weights, and grows by one for each further 2²³", () => {
  expect(shardCount(1, 1)).toBe(1);
  expect(shardCount(4096, 256)).toBe(1);
  expect(shardCount(32_768, 256)).toBe(1);
  expect(shardCount(32_769, 256)).toBe(2);
  expect(shardCount(102_400, 1024)).toBe(13);
});
