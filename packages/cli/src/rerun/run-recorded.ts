import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Result, Store } from "@goldilocks/engine";
import { openStore } from "@goldilocks/store";
import type { RecordedCode } from "./recorded-code.ts";
import { runProgram, type Watch } from "./run-program.ts";
import type { Target } from "./target.ts";

/**
 * Installs older code of one's own from its lockfile and runs a target's experiment with it, in a store of its own.
 *
 * @throws {@link CliError} `CLI_RECORDED_CODE_FAILED`.
 */
export async function runRecorded(target: Target, code: RecordedCode, watch: Watch): Promise<Result | undefined> {
  const { folder } = code;
  const place = join(folder, ".rerun");
  await mkdir(place, { recursive: true });
  const file = join(place, "experiment.yaml");
  // JSON is YAML: every version of the language reads it.
  await writeFile(file, JSON.stringify(target.normal));
  const store = join(place, "store");
  await pnpm(folder, ["install", "--frozen-lockfile", "--prefer-offline"], {}, watch);
  // What is made to be compared is no run of its own: MLflow would mix its numbers with those of the first.
  const apart = { GOLDILOCKS_STORE: store, GOLDILOCKS_RESULTS: join(place, "results"), GOLDILOCKS_MLFLOW: "off" };
  const run = pnpm(folder, ["run", "exp", file, "--quiet", "--workers", String(watch.workers)], apart, watch);
  // Cells that failed then fail again: what was made of the others is there in spite of the exit code.
  await (target.partialOf === null ? run : run.catch(() => {}));
  return resultIn(await openStore(store), target);
}

/** The result of a target in a store; `undefined` for a whole run, which has no one result. */
export const resultIn = async (store: Store, { key }: Target): Promise<Result | undefined> =>
  key === null ? undefined : store.result(key);

/** Runs the package manager that any machine with Node can fetch; what it prints goes to standard error. */
function pnpm(
  cwd: string,
  words: readonly string[],
  added: Readonly<Record<string, string>>,
  watch: Watch,
): Promise<void> {
  const { INIT_CWD: _, npm_lifecycle_event: __, ...inherited } = process.env;
  const step = `pnpm ${words.slice(0, 2).join(" ")}`;
  const started = { cwd, env: { ...inherited, ...added }, step, stop: "interrupt" } as const;
  return runProgram(["npx", "-y", "pnpm@10", ...words], started, watch);
}
