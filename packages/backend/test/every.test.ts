import { afterEach, expect, test, vi } from "vitest";
import { every } from "../src/every.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("what is due every so often stays so when the clock is set back by years, and comes no sooner when it is set forward", async () => {
  const due = every(20);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 365 * 86_400_000 });
  expect(due()).toBe(false);
  vi.setSystemTime(-1e12);
  await new Promise((resolve) => setTimeout(resolve, 25));
  expect([due(), due()]).toEqual([true, false]);
});

test("the first time may be at once", () => {
  expect([every(1e6, true)(), every(1e6)()]).toEqual([true, false]);
});
