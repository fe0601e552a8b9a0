import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { freshFolder, ROOT, run } from "./exp.mjs";

const NEEDS = ["nbconvert", "ipykernel", "pandas", "pyarrow", "matplotlib"];

/** Checks in pandas that the data frames hold what the table does, bit for bit, and a reason for all that is missing. */
const COMPARE = `
import json, sys
import pandas as pd
folder = sys.argv[1]
cells = pd.read_parquet(folder + "/cells.parquet")
table = json.load(open(folder + "/cells.json", encoding="utf-8"))
for column in table["columns"]:
    name, values = column["name"], column["values"]
    for want, got in zip(values, cells[name].tolist(), strict=True):
        assert (want is None and pd.isna(got)) or want == got, (name, want, got)
history = pd.read_parquet(folder + "/history.parquet")
for frame in (cells, history):
    for name in frame.columns[frame.isna().any()]:
        if not name.endswith(".reason"):
            assert (frame[name].isna() == frame[name + ".reason"].notna()).all(), name
assert set(history["row"]) == set(range(len(cells))), "every cell has a history"
last = history.groupby("row").tail(1).set_index("row")
assert (last["step"] == cells["train.steps"]).all(), "histories end where training does"
assert (last["mmcs.truth"] == cells["mmcs.truth"]).all(), "and with the same MMCS"
print(len(cells), "cells and", len(history), "history entries")
`;

/** A Python environment of its own, with what a notebook needs. */
async function environment() {
  const folder = await freshFolder();
  await run("python3", ["-m", "venv", folder]);
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  await run(join(bin, "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...NEEDS]);
  return join(bin, "python");
}

/** A copy of the experiments and the notebook with results of its own, so that nobody's results are replaced. */
async function workplace() {
  const folder = await freshFolder();
  await cp(join(ROOT, "experiments"), join(folder, "experiments"), { recursive: true });
  await mkdir(join(folder, "docs"));
  await cp(join(ROOT, "docs/notebook.ipynb"), join(folder, "docs/notebook.ipynb"));
  const main = join(ROOT, "packages/cli/dist/main.js");
  const env = { INIT_CWD: folder, GOLDILOCKS_STORE: join(folder, "store") };
  await run(process.execPath, [main, "experiments/toy-fig3.yaml", "--profile", "smoke", "--quiet"], {
    cwd: folder,
    env,
  });
  // The notebook reads the results of the experiment as it is.
  await cp(join(folder, "results/toy-fig3+smoke"), join(folder, "results/toy-fig3"), { recursive: true });
  return folder;
}

/** pandas reads both data frames exactly, and Jupyter runs `docs/notebook.ipynb` on nothing but them. */
export async function notebook() {
  const [python, folder] = await Promise.all([environment(), workplace()]);
  const results = join(folder, "results/toy-fig3");
  const compared = await run(python, ["-c", COMPARE, results], { cwd: folder });
  const execute = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "docs/notebook.ipynb"];
  await run(python, execute, { cwd: folder });
  const { cells } = JSON.parse(await readFile(join(folder, "docs/notebook.ipynb"), "utf8"));
  const outputs = cells.flatMap((cell) => cell.outputs ?? []);
  const pictures = outputs.filter(({ data }) => data?.["image/png"] !== undefined).length;
  if (pictures !== 3) throw new Error(`the notebook draws ${pictures} pictures, not 3`);
  const committed = JSON.parse(await readFile(join(ROOT, "docs/notebook.ipynb"), "utf8"));
  if (committed.cells.some((cell) => (cell.outputs ?? []).length > 0))
    throw new Error("the notebook is committed with outputs");
  return `pandas reads ${compared.trim()} exactly; the notebook draws ${pictures} pictures`;
}
