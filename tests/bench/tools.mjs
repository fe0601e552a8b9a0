import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const VENV = join(ROOT, "tests/bench/.venv");
const CACHE = join(ROOT, "node_modules/.cache/goldilocks-bench");
const CPU_WHEELS = "https://download.pytorch.org/whl/cpu";

const quietly = (program, args) => execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });

/**
 * A Python with PyTorch and NumPy: the one that `GOLDILOCKS_BENCH_PYTHON` names, else that of a virtual environment made here once.
 * PyTorch's own index has builds without CUDA, 200 MB instead of gigabytes; where it cannot be reached, the usual index serves.
 */
export function pythonWithTorch() {
  const named = process.env["GOLDILOCKS_BENCH_PYTHON"];
  if (named !== undefined) return named;
  const python = join(VENV, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (isReady(python)) return python;
  console.error(`installing PyTorch into ${VENV} …`);
  quietly("python3", ["-m", "venv", VENV]);
  const install = ["-m", "pip", "install", "--quiet", "torch", "numpy"];
  try {
    quietly(python, [...install, "--retries", "1", "--index-url", CPU_WHEELS]);
  } catch {
    quietly(python, install);
  }
  return python;
}

function isReady(python) {
  if (!existsSync(python)) return false;
  try {
    execFileSync(python, ["-c", "import torch, numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** npm's own build of the newest Node, installed once a day into a cache folder; or the Node that `GOLDILOCKS_BENCH_NODE` names. */
export function newestNode() {
  const named = process.env["GOLDILOCKS_BENCH_NODE"];
  if (named !== undefined) return named;
  const folder = join(CACHE, `node-${new Date().toISOString().slice(0, 10)}`);
  const node = join(folder, "node_modules/node/bin/node");
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    quietly("npm", ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "node@latest"]);
  }
  return node;
}

/** A folder for the inputs that both sides train on; its files are the same in every run, so they are kept. */
export function inputsFolder() {
  const folder = join(CACHE, "inputs");
  mkdirSync(folder, { recursive: true });
  return folder;
}
