import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freshFolder, ROOT, run } from "./exp.mjs";

const NEEDS = ["sae-lens", "dictionary-learning"];
const FORMATS = ["saelens", "dictionary-learning", "safetensors", "numpy"];

/** Where PyTorch without a GPU's libraries is, an eighth of the size; where that cannot be reached, PyPI's own is taken. */
const SMALL_TORCH = "https://download.pytorch.org/whl/cpu/torch/";

/** A Python environment with the libraries that exports are for, as PyPI has them now; uv takes a minute where pip takes ten. */
async function environment(folder) {
  await run("python3", ["-m", "venv", folder]);
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const python = join(bin, "python");
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]);
  const small = await fetch(SMALL_TORCH, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  const backend = small?.ok === true ? ["--torch-backend", "cpu"] : [];
  await run(join(bin, "uv"), ["pip", "install", "--quiet", "--python", python, ...backend, ...NEEDS]);
  return python;
}

const storeIn = (folder) => join(folder, "store");

/** Runs `exp` as a person does who stands in a folder. */
const exp = (folder, ...words) =>
  run(process.execPath, [join(ROOT, "packages/cli/dist/main.js"), ...words], {
    cwd: folder,
    env: { INIT_CWD: folder, GOLDILOCKS_STORE: storeIn(folder) },
  });

/** Trains a tiny experiment, exports every cell in every format, and writes our own forward pass beside it. */
async function exported() {
  const folder = await freshFolder();
  const text = await readFile(join(ROOT, "tests/real/exports.yaml"), "utf8");
  await writeFile(join(folder, "exports.yaml"), text);
  await exp(folder, "exports.yaml", "--quiet");
  for (const format of FORMATS) await exp(folder, "export", "exports.yaml", format, "--to", format, "--all");
  const { cells } = JSON.parse(
    await exp(folder, "export", "exports.yaml", "numpy", "--to", "numpy", "--all", "--force", "--json"),
  );
  await writeOwn(join(folder, "own"), cells, text, storeIn(folder));
  return folder;
}

async function writeOwn(folder, exportedCells, text, store) {
  const { ownForward, planned } = await import("./own-forward.mjs");
  await mkdir(folder);
  const ready = await planned(text, store);
  const written = [];
  for (const [index, cell] of ready.plan.cells.entries()) {
    const arrays = await ownForward(ready, cell);
    for (const [part, { data }] of Object.entries(arrays)) await writeFile(join(folder, `${index}.${part}`), data);
    const shapes = Object.fromEntries(Object.entries(arrays).map(([part, { shape }]) => [part, shape]));
    written.push({ ...exportedCells[index], shapes });
  }
  await writeFile(join(folder, "cells.json"), JSON.stringify(written));
}

/** Types the commands of `docs/export.md` but those that show an error, then runs its Python on what they wrote. */
async function documented(python) {
  const folder = await freshFolder();
  await cp(join(ROOT, "experiments"), join(folder, "experiments"), { recursive: true });
  const page = await readFile(join(ROOT, "docs/export.md"), "utf8");
  const commands = [...page.matchAll(/^\$ exp (?<words>.*)\n(?!CLI_)/gmu)].map(({ groups }) => groups.words.split(" "));
  for (const words of commands) await exp(folder, ...words);
  const blocks = [...page.matchAll(/^```python\n(?<code>.*?)^```$/gmsu)].map(({ groups }) => groups.code);
  await run(python, ["-c", blocks.join("\n")], { cwd: folder });
  return `${commands.length} commands and ${blocks.length} pieces of Python in docs/export.md`;
}

/** SAELens, dictionary_learning, safetensors and NumPy load what `exp export` writes, and compute with it what we do. */
export async function exports() {
  const place = await freshFolder();
  try {
    const [python, folder] = await Promise.all([environment(place), exported()]);
    const output = await run(python, [join(ROOT, "tests/real/exports.py"), folder]);
    return `${output.trim().split("\n").at(-1)}; ${await documented(python)}`;
  } finally {
    // Gigabytes.
    await rm(place, { recursive: true, force: true });
  }
}
