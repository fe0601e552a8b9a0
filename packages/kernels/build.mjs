// Compiles assembly/ to wasm/kernels.wasm with AssemblyScript's own compiler. Memory is imported: the caller sizes it.
//
// TypeScript has no decorators on functions, so a line `// @inline` or `// @unmanaged` stands for AssemblyScript's decorator:
// the sources stay readable by every tool that reads TypeScript.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "assemblyscript/asc";

const here = import.meta.dirname;
const ARGUMENTS = [
  "assembly/index.ts",
  "--outFile=wasm/kernels.wasm",
  "--runtime=stub",
  "--importMemory",
  "--initialMemory=4",
  "--maximumMemory=65536",
  "--enable=simd",
  "--disable=relaxed-simd",
  "-O3",
  "--noAssert",
  "--converge",
];

function readFile(name, base) {
  try {
    const text = readFileSync(join(here, base, name), "utf8");
    return text.replaceAll(/^\/\/ (@inline|@unmanaged)$/gm, "$1");
  } catch {
    return null; // not there: the compiler tries its other places
  }
}

function writeFile(name, contents) {
  mkdirSync(join(here, "wasm"), { recursive: true });
  writeFileSync(join(here, name), contents);
}

const { error, stderr } = await main(ARGUMENTS, { readFile, writeFile, listFiles: () => null });
if (error) {
  // oxlint-disable-next-line typescript/no-base-to-string -- the compiler's stream has a toString of its own
  process.stderr.write(`${error.message}\n${stderr.toString()}\n`);
  process.exitCode = 1;
}
