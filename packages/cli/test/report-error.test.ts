import { KernelMemoryError } from "@goldilocks/kernels";
import { expect, test } from "vitest";
import { issuesOf } from "../src/text/report-error.ts";

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
