import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Result, Store } from "@goldilocks/engine";
import { openStore } from "@goldilocks/store";
import { CliError } from "../error.ts";
import type { RecordedCode } from "./recorded-code.ts";
import type { Target } from "./target.ts";

/** How a run of older code is watched. */
export interface Watch {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Installs older code from its lockfile and runs a target's experiment with it, in a store of its own.
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

const resultIn = async (store: Store, { key }: Target): Promise<Result | undefined> =>
  key === null ? undefined : store.result(key);

/** Runs the package manager that any machine with Node can fetch; what it prints goes to standard error. */
function pnpm(
  cwd: string,
  words: readonly string[],
  added: Readonly<Record<string, string>>,
  { signal, say }: Watch,
): Promise<void> {
  const { INIT_CWD: _, npm_lifecycle_event: __, ...inherited } = process.env;
  const child = spawn("npx", ["-y", "pnpm@10", ...words], {
    cwd,
    env: { ...inherited, ...added },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGINT",
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", say);
  return new Promise((resolve, reject) => {
    child.on("error", (cause) => reject(failed(words, cause.message, cause)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(failed(words, `exit code ${code}`))));
  });
}

function failed(words: readonly string[], why: string, cause?: unknown): CliError {
  const message = `the recorded code failed at pnpm ${words.slice(0, 2).join(" ")}: ${why}`;
  const hint = "its own messages are above; the worktree is kept, and the same command goes on from there";
  return new CliError({ code: "CLI_RECORDED_CODE_FAILED", message, hint }, { cause });
}
