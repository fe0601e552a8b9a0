// Starts the fuzzer on any Node: its sources are TypeScript. See command.ts.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const cache = join(root, "tests/node_modules/.cache");
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, "fuzz-"));
try {
  const build = await rolldown({
    input: join(root, "tests/faults/fuzz/command.ts"),
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
    logLevel: "warn",
  });
  const file = join(folder, "command.mjs");
  await build.write({ file, format: "es", codeSplitting: false });
  const { command } = await import(pathToFileURL(file).href);
  process.exitCode = await command(root, process.argv.slice(2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
