import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../error.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { MLFLOW_VERSION } from "./places.ts";

/** The oldest Python that MLflow runs on. */
const OLDEST = { major: 3, minor: 10 };

const INSTALL = "install uv (https://docs.astral.sh/uv) or Python 3.10 or newer, then try again";

/**
 * Makes a Python environment with MLflow in it. `complete` in the folder says that it was made to its end; a broken one is made anew.
 *
 * @throws {@link CliError} `CLI_NO_PYTHON`, `CLI_MLFLOW_NOT_INSTALLED`.
 */
export async function prepareEnvironment(folder: string, say: (line: string) => void): Promise<void> {
  const python = await findPython();
  say(`installing MLflow ${MLFLOW_VERSION} with pip into ${folder} (about 850 MB, once)`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  const made = await attempt(python, ["-m", "venv", folder]);
  if (made.code !== 0)
    throw failed("makes no environment", made, "install Python's venv (on Debian: python3-venv), or uv");
  const inside = join(folder, process.platform === "win32" ? "Scripts" : "bin", "python");
  const words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `mlflow==${MLFLOW_VERSION}`];
  const installed = await attempt(inside, words);
  if (installed.code !== 0) throw failed("pip failed", installed, "check the network and the disk, then try again");
  await writeFile(join(folder, "complete"), `${MLFLOW_VERSION}\n`);
}

/** A Python that is new enough. @throws {@link CliError} `CLI_NO_PYTHON`. */
async function findPython(): Promise<string> {
  const seen: string[] = [];
  for (const program of ["python3", "python"]) {
    const { code, output } = await attempt(program, ["--version"]);
    const [, major, minor] = /^Python (\d+)\.(\d+)/u.exec(output) ?? [];
    if (code !== 0 || major === undefined) continue;
    if (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor) return program;
    seen.push(output.trim());
  }
  const which = seen.length === 0 ? "there is neither uv nor Python" : `there is only ${seen.join(" and ")}`;
  const message = `MLflow needs Python ${OLDEST.major}.${OLDEST.minor} or newer, and ${which}`;
  throw new CliError({ code: "CLI_NO_PYTHON", message, hint: INSTALL });
}

function failed(what: string, { output }: Attempt, hint: string): CliError {
  const said = output.trim().split("\n").slice(-3).join(" ").slice(-300);
  return new CliError({ code: "CLI_MLFLOW_NOT_INSTALLED", message: `${what}: ${said}`, hint });
}
