import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { kernelsBytes, prepareKernels } from "@goldilocks/backend";
import { KNOWN_ANSWER, Kernels, knownAnswer } from "@goldilocks/kernels";
import { expect, test } from "vitest";

const v8 = Number.parseInt(process.versions.v8, 10);
const fuses = v8 >= 13 && process.arch === "x64";

/** What a fresh process, as a program is one, says of its kernels. */
function freshProcess(env: Record<string, string>): unknown {
  const script = `
    import { kernelsBytes, prepareKernels } from "@goldilocks/backend";
    import { Kernels, knownAnswer } from "@goldilocks/kernels";
    const { module, fusing } = prepareKernels(kernelsBytes(), process.env);
    console.log(JSON.stringify({ fusing, answer: knownAnswer(new Kernels(module, fusing.on)) }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

test("the kernels compute the known answer on this engine, fused where it can", { timeout: 60_000 }, () => {
  expect(freshProcess({ GOLDILOCKS_VECTORS: "" })).toEqual({
    fusing: { on: fuses, reason: fuses ? "known answer agrees" : expect.stringMatching(/V8|not made for/u) },
    answer: KNOWN_ANSWER,
  });
});

test("GOLDILOCKS_VECTORS=128 leaves fusing off, says so, and changes no bit", { timeout: 60_000 }, () => {
  expect(freshProcess({ GOLDILOCKS_VECTORS: "128" })).toEqual({
    fusing: { on: false, reason: "GOLDILOCKS_VECTORS=128" },
    answer: KNOWN_ANSWER,
  });
});

test("kernels that compute other bits are refused", () => {
  const bytes = Uint8Array.from(kernelsBytes());
  const { module } = prepareKernels(bytes, { GOLDILOCKS_VECTORS: "128" });
  expect(knownAnswer(new Kernels(module))).toBe(KNOWN_ANSWER);
  expect(() => prepareKernels(spoiled(bytes), { GOLDILOCKS_VECTORS: "128" })).toThrow(/known answer/u);
});

/** The module with every `f32.sqrt` of Adam's replaced by a ceiling: valid, of the same shape, and wrong. */
function spoiled(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  // 0xfd 0xe3 0x01 is f32x4.sqrt; 0xfd 0x67 … is f32x4.ceil, with its number in as many bytes.
  for (let i = 0; i + 2 < copy.length; i++) {
    if (copy[i] === 0xfd && copy[i + 1] === 0xe3 && copy[i + 2] === 0x01) copy.set([0xfd, 0xe7, 0x00], i);
  }
  return copy;
}
