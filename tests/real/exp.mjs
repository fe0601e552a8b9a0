// Runs `exp` as its users do, each time on a store of its own.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A new empty folder. */
export const freshFolder = () => mkdtemp(join(tmpdir(), "goldilocks-real-"));

/** Runs a program; rejects with its last lines when it fails. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      ...options,
      env: { ...process.env, MLFLOW_TRACKING_URI: "", ...options.env },
    });
    let output = "";
    const hear = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}\n${output.slice(-20_000)}`));
    });
  });
}

/** Runs an experiment on an empty store; gives the store's folder. `before` goes between the program and `exp`. */
export async function exp(args, { node = process.execPath, before = [], env = {}, store } = {}) {
  const folder = store ?? (await freshFolder());
  await mkdir(folder, { recursive: true });
  await run(node, [...before, join(ROOT, "packages/cli/dist/main.js"), ...args], {
    env: { ...env, GOLDILOCKS_STORE: folder, INIT_CWD: ROOT },
  });
  return folder;
}

/** Digests of every artifact that a store's results name: two runs computed the same bits exactly when these lists are equal. */
export async function digestsOf(store) {
  const files = await readdir(join(store, "results"), { recursive: true });
  const records = files.filter((name) => name.endsWith(".json"));
  const results = await Promise.all(records.map((name) => readFile(join(store, "results", name), "utf8")));
  const digests = results.flatMap((text) => Object.values(JSON.parse(text).value.outputs).map(({ digest }) => digest));
  return [...new Set(digests)].map(String).toSorted();
}

/** npm's own build of the newest Node, installed into a folder of its own. */
export async function newestNode() {
  const folder = await freshFolder();
  await run("npm", ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "node@latest"]);
  return join(folder, "node_modules", "node", "bin", "node");
}
