import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The program, as it was built. */
export const main: string = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What these tests read of `--json`. */
export interface Summary {
  /** Why it did not even begin, or could not end. */
  readonly issues?: readonly unknown[];
  readonly run: string;
  readonly outcome: string;
  readonly cells: { readonly total: number; readonly stored: number; readonly new: number; readonly failed: number };
  readonly made: Readonly<Record<string, number>>;
  readonly failures: readonly {
    readonly cells: readonly string[];
    readonly issues: readonly { readonly code: string }[];
  }[];
  readonly best: { readonly metric: string; readonly cells: readonly unknown[] } | null;
  readonly results: {
    readonly folder: string;
    readonly replaced: string | null;
    readonly table: Finished;
    readonly figures: readonly Finished[];
  } | null;
  readonly again: string;
}

interface Finished {
  readonly name: string;
  readonly key: string;
  readonly partialOf?: string;
  readonly digests: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** A folder of its own for one test, with a store of its own. */
export class Place {
  readonly folder: string = mkdtempSync(join(tmpdir(), "goldilocks-cli-"));

  write(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text);
    return name;
  }

  read(path: string, encoding: "utf8" | "latin1" = "utf8"): string {
    return readFileSync(join(this.folder, path), encoding);
  }

  /** Names of all files below a folder of the store. */
  stored(folder: string): string[] {
    const entries = readdirSync(join(this.folder, "store", folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted();
  }

  /** Starts `exp`; an object in front of the words adds to its environment. */
  start(...given: readonly (string | Record<string, string>)[]): ChildProcess {
    const words = given.filter((word) => typeof word === "string");
    const added: Record<string, string> = Object.assign({}, ...given.filter((word) => typeof word !== "string"));
    // A test writes to no server but its own.
    const {
      INIT_CWD: _,
      npm_lifecycle_event: __,
      FORCE_COLOR: ___,
      MLFLOW_TRACKING_URI: ____,
      ...inherited
    } = process.env;
    const env = { ...inherited, ...added, GOLDILOCKS_STORE: join(this.folder, "store"), NO_COLOR: "1" };
    return spawn(process.execPath, [main, ...words], { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  }

  run(...given: readonly (string | Record<string, string>)[]): Promise<Ended> {
    return ended(this.start(...given));
  }

  /** Runs with `--json`. */
  async summary(...words: string[]): Promise<Summary> {
    const { stdout } = await this.run(...words, "--json");
    const summary: Summary = JSON.parse(stdout);
    return summary;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for the end of a process that was started. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => void (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => void (stderr += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** Keys and digests of everything a run made, wherever its files lie. */
export const madeOf = ({ results }: Summary): readonly (readonly [string, Finished["digests"]])[] =>
  results === null ? [] : [results.table, ...results.figures].map(({ key, digests }) => [key, digests] as const);

/** An experiment that takes a moment. */
export const tiny = ({ l1 = "[0.03, 0.1]", steps = "60", more = "" } = {}): string => `goldilocks: 1
name: tiny
title: A tiny experiment
data: { activationDim: 8, nFeatures: 16, active: 3 }
sae: { dictSize: 16 }
train: { steps: ${steps}, batch: 32 }
evaluate: { heldOutBatches: 2, deadWindow: 20 }
grid:
  sae.l1Coefficient: ${l1}
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }
metrics: [mmcs.truth, loss.reconstruction, dead]
figures:
  - { kind: heatmap, name: heat, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth }
${more}`;
