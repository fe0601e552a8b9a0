// Compiles assembly/ to wasm/kernels.wasm with AssemblyScript's own compiler. Memory is imported: the caller sizes it.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
mkdirSync("wasm", { recursive: true });
const { error, stderr } = await asc.main([
  "assembly/index.ts",
  "--outFile=wasm/kernels.wasm",
  "--textFile=wasm/kernels.wat",
  "--runtime=stub",
  "--importMemory",
  "--initialMemory=4",
  "--maximumMemory=65536",
  "--enable=simd",
  "--disable=relaxed-simd",
  "-O3",
  "--noAssert",
  "--converge",
]);
if (error) {
  console.error(stderr.toString());
  process.exitCode = 1;
}
