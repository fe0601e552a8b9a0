import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../error.ts";
import { prepareEnvironment } from "./python-environment.ts";
import { MLFLOW_VERSION, type ServerPlaces } from "./places.ts";
import { type Attempt, attempt } from "./attempt.ts";

/** How MLflow and the Python beside it are started: a program and the words before its arguments. */
export interface Toolchain {
  readonly mlflow: readonly [string, ...string[]];
  readonly python: readonly [string, ...string[]];
  /** Where it comes from, in words. */
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Says what takes long. */
type Say = (line: string) => void;

/**
 * Finds or installs MLflow: that of the Python that `GOLDILOCKS_MLFLOW_PYTHON` names, an environment that was made before, uv, or a new
 * environment in the store.
 *
 * @throws {@link CliError} `CLI_NO_PYTHON`, `CLI_MLFLOW_NOT_INSTALLED`.
 */
export async function findToolchain(env: Environment, places: ServerPlaces, say: Say): Promise<Toolchain> {
  const { GOLDILOCKS_MLFLOW_PYTHON: named = "" } = env;
  if (named !== "") return namedToolchain(named);
  const made = environmentToolchain(places.environment);
  if (existsSync(join(places.environment, "complete"))) return made;
  for (const uv of [["uvx"], ["uv", "tool", "run"]] as const) {
    if ((await attempt(uv[0], ["--version"])).code === 0) return uvToolchain(uv, say);
  }
  await prepareEnvironment(places.environment, say);
  return made;
}

const BIN = process.platform === "win32" ? "Scripts" : "bin";

const environmentToolchain = (folder: string): Toolchain => ({
  mlflow: [join(folder, BIN, "mlflow")],
  python: [join(folder, BIN, "python")],
  from: `Python environment ${folder}`,
});

/** uv fetches MLflow, and Python where that is absent, once for all workspaces. */
async function uvToolchain(uv: readonly [string, ...string[]], say: Say): Promise<Toolchain> {
  const from = [...uv.slice(1), "--from", `mlflow==${MLFLOW_VERSION}`];
  say(`fetching MLflow ${MLFLOW_VERSION} with ${uv[0]}, unless it is here already (about 700 MB, once)`);
  const tried = await attempt(uv[0], [...from, "python", "-c", "import mlflow.version"]);
  if (tried.code !== 0) throw notInstalled(tried, "check the network, then try again");
  return { mlflow: [uv[0], ...from, "mlflow"], python: [uv[0], ...from, "python"], from: uv[0] };
}

/** A Python in which MLflow is installed already. */
async function namedToolchain(python: string): Promise<Toolchain> {
  const tried = await attempt(python, ["-c", "import mlflow.version; print(mlflow.version.VERSION)"]);
  if (tried.code !== 0) throw notInstalled(tried, "install mlflow into that Python, or unset GOLDILOCKS_MLFLOW_PYTHON");
  return { mlflow: [python, "-m", "mlflow"], python: [python], from: `MLflow ${tried.output.trim()} of ${python}` };
}

/** MLflow could not be had; the message ends in what the program said last. */
function notInstalled({ output }: Attempt, hint: string): CliError {
  const said = output.trim().split("\n").slice(-3).join(" ").slice(-300);
  return new CliError({
    code: "CLI_MLFLOW_NOT_INSTALLED",
    message: `MLflow ${MLFLOW_VERSION} cannot be had: ${said}`,
    hint,
  });
}
