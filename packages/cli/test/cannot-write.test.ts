import { expect, test } from "vitest";
import { cannotWrite } from "../src/cannot-write.ts";

const failed = (code: string): Error => Object.assign(new Error(code), { code, syscall: "write" });

test.each(["ENOSPC", "EDQUOT", "EFBIG", "EEXIST", "ENOTDIR"])(
  "what helps against %s is not a change of permissions",
  (code) => {
    expect(cannotWrite("results", failed(code), "make it writable")).toMatchObject({
      code: "CLI_CANNOT_WRITE",
      issues: [{ hint: expect.not.stringContaining("make it writable") }],
    });
  },
);

test("against anything else helps what the caller says, and an error that is not the system's stays as it is", () => {
  expect(cannotWrite("results", failed("EACCES"), "make it writable")).toMatchObject({
    issues: [{ hint: "make it writable" }],
  });
  const other = new Error("other");
  expect(cannotWrite("results", other, "make it writable")).toBe(other);
});
