import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freshFolder, ROOT, run } from "./exp.mjs";

const PNPM = ["-y", "pnpm@10"];
const EXPERIMENT = "tests/real/tiny.yaml";
/** A line of a kernel, and what gives other bits. */
const KERNEL = "packages/kernels/assembly/special.ts";
const RIGHT = "return z < 0 ? tail : 1 - tail;";
const OTHER = "return z < 0 ? tail * 1.25 : 1 - tail;";

/** A command that is expected to fail; gives what it printed. */
const failing = (promise) =>
  promise.then(
    () => {
      throw new Error("a command succeeded that should have failed");
    },
    (error) => String(error),
  );

function expectIn(text, words, what) {
  if (!text.includes(words)) throw new Error(`${what}: no “${words}” in\n${text.slice(-1500)}`);
}

/**
 * A figure is made again after the code has moved on, and from a capsule: in a clone whose kernels are changed to give other bits,
 * today's program says so, of the figure and of the archive that was packed before. The recorded program gives the same bytes, and so does
 * the one in the archive.
 */
export async function again() {
  const clone = join(await freshFolder(), "clone");
  const env = { GOLDILOCKS_STORE: "", INIT_CWD: clone };
  const inClone = (program, args) => run(program, args, { cwd: clone, env });
  const exp = (...words) => inClone("npx", [...PNPM, "-s", "run", "exp", ...words]);
  await run("git", ["clone", "--quiet", ROOT, clone]);
  await inClone("git", ["config", "user.name", "test"]);
  await inClone("git", ["config", "user.email", "test@example.org"]);
  await inClone("npx", [...PNPM, "install", "--frozen-lockfile", "--prefer-offline"]);
  const printed = await exp(EXPERIMENT, "--quiet");
  const [hash = ""] = /\b[0-9a-f]{64}\b/u.exec(printed) ?? [];
  expectIn(await exp("verify", hash, "--quiet"), "identical", "verification");
  const capsule = join(clone, "figure.capsule.zip");
  await exp("pack", hash, capsule);
  expectIn(await exp("unpack", capsule, join(clone, "..", "own")), "identical", "the capsule by one's own program");
  const path = join(clone, KERNEL);
  const source = await readFile(path, "utf8");
  expectIn(source, RIGHT, "the kernel to change");
  await writeFile(path, source.replace(RIGHT, OTHER));
  await inClone("node", ["packages/kernels/build.mjs"]);
  await run("npx", [...PNPM, "exec", "vitest", "run", "tests/golden"], {
    cwd: clone,
    env: { ...env, UPDATE_GOLDEN: "1" },
  });
  await inClone("git", ["commit", "--quiet", "--all", "--message", "Other bits"]);
  const refusal = await failing(exp("rerun", hash));
  expectIn(refusal, "CLI_CODE_CHANGED", "today's program");
  // The kernel that was changed is first seen in the stream that the data come from.
  expectIn(refusal, "opVersion of stream was", "the operation in which the change began");
  expectIn(await exp("rerun", hash, "--code", "recorded"), "identical", "the recorded program");
  const unpacked = join(clone, "..", "unpacked");
  expectIn(await failing(exp("unpack", capsule, unpacked)), "--run-its-code", "a program of other bits, of a capsule");
  await rm(unpacked, { recursive: true });
  expectIn(await exp("unpack", capsule, unpacked, "--run-its-code"), "identical", "the program in the capsule");
  return "verified, made again by the recorded code after the kernels changed, and from a capsule";
}
