import { fromMessage, toMessage } from "@goldilocks/backend";
import { KernelMemoryError } from "@goldilocks/kernels";
import { expect, test } from "vitest";
import { tooFewAddresses } from "../src/loading.ts";
import { issuesOf, stackLines } from "../src/text/report-error.ts";

test("memory that a kernel does not get has a code, also once it was sent from a worker thread", () => {
  const sent = new Error("no memory");
  sent.name = new KernelMemoryError("no memory").name;
  // What draws figures is WebAssembly of another package.
  const drawing = new RangeError(
    "WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance",
  );
  for (const error of [new KernelMemoryError("no memory"), sent, drawing]) {
    expect(issuesOf(error)).toMatchObject([{ code: "CLI_TOO_LITTLE_MEMORY", hint: expect.any(String) }]);
  }
});

const systemError = (code: string, syscall = "open"): Error =>
  Object.assign(new Error(`${code}: refused, ${syscall} 'x'`), { code, syscall });

test.each([
  ["EMFILE", "open", "CLI_TOO_MANY_FILES"],
  ["ENFILE", "open", "CLI_TOO_MANY_FILES"],
  ["ENOENT", "uv_cwd", "CLI_NO_FOLDER"],
  ["EAGAIN", "spawn", "CLI_TOO_LITTLE_MEMORY"],
  ["ENOMEM", "read", "CLI_TOO_LITTLE_MEMORY"],
  ["ENOSPC", "write", "CLI_CANNOT_WRITE"],
  ["EFBIG", "write", "CLI_CANNOT_WRITE"],
  ["EROFS", "mkdir", "CLI_CANNOT_WRITE"],
  ["ELOOP", "open", "CLI_SYSTEM_REFUSED"],
  ["ENAMETOOLONG", "open", "CLI_SYSTEM_REFUSED"],
])("%s of %s is %s, with a hint, in every thread", (name, syscall, code) => {
  const error = systemError(name, syscall);
  const sent = fromMessage(structuredClone(toMessage(error)));
  for (const one of [error, sent]) expect(issuesOf(one)).toMatchObject([{ code, hint: expect.any(String) }]);
});

test("a module that Node.js does not find is no fault of what it was asked for", () => {
  const error = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  expect(issuesOf(error)).toMatchObject([{ code: "CLI_CANNOT_LOAD", hint: expect.any(String) }]);
});

test.each([
  ["Max address space         1000000000           1000000000           bytes", "CLI_TOO_LITTLE_MEMORY"],
  ["Max address space         2000000000           2000000000           bytes", undefined],
  ["Max address space         unlimited            unlimited            bytes", undefined],
  ["", undefined],
])("limits of %j: %s", (limits, code) => {
  expect(tooFewAddresses(limits)?.code).toBe(code);
});

test("where an error happened is told a call a line, whatever lines its message has", () => {
  const error = new Error("a\n    hashes\n    at b");
  error.stack = `Error: ${error.message}\n    at run (file:1:2)`;
  const [head, ...calls] = stackLines(error);
  expect(head).toBe(`Error: ${error.message}`);
  expect(calls).toEqual(["    at run (file:1:2)"]);
});
