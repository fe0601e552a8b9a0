import { type ChildProcess, spawn } from "node:child_process";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { setPriority } from "node:os";
import { cannotWrite } from "../cannot-write.ts";
import { attempt } from "./attempt.ts";
import { CliError } from "../error.ts";
import { foundText } from "../found-file.ts";
import { HOST } from "./free-port.ts";
import type { ServerPlaces } from "./places.ts";
import type { Toolchain } from "./toolchain.ts";

/** A training beside it has the processor first, and its pages still open while that lasts. */
const NICE = 10;

/** Without these, MLflow starts eight more processes, and tells of its use. */
const SMALL = {
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
};

/** Readers do not wait for a writer in this mode, and the file keeps it. */
const WRITE_AHEAD = `import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA journal_mode=WAL")
connection.close()`;

/**
 * Starts MLflow over a SQLite file in the folder of the places, as a process group of its own, behind whatever else the machine does.
 *
 * @throws {@link CliError} `CLI_MLFLOW_FAILED` where the database cannot be made.
 */
export async function startServer(toolchain: Toolchain, places: ServerPlaces, port: number): Promise<ChildProcess> {
  await mkdir(places.folder, { recursive: true });
  if (!existsSync(places.database)) await makeDatabase(toolchain, places);
  const [program, ...before] = toolchain.mlflow;
  const words = ["server", "--host", HOST, "--port", String(port), "--workers", "1"];
  const stored = ["--backend-store-uri", sqliteUri(places.database), "--artifacts-destination", places.artifacts];
  const log = await newLog(places.log);
  try {
    const child = spawn(program, [...before, ...words, ...stored], {
      cwd: places.folder,
      env: { ...process.env, ...SMALL },
      detached: process.platform !== "win32",
      stdio: ["ignore", log.fd, log.fd],
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    stepBack(child);
    return child;
  } finally {
    await log.close();
  }
}

/** An empty file, in the place of whatever lies there: a pipe would wait for a reader. */
async function newLog(path: string): Promise<FileHandle> {
  try {
    await rm(path, { force: true });
    return await open(path, "wx");
  } catch (error) {
    throw cannotWrite(path, error, "move away what lies there, or make the folder writable");
  }
}

/** A training that runs beside it has the processor first. */
function stepBack({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, NICE);
  } catch {
    // Where that is not allowed, both share it.
  }
}

async function makeDatabase({ python }: Toolchain, { database }: ServerPlaces): Promise<void> {
  const [program, ...before] = python;
  const made = await attempt(program, [...before, "-c", WRITE_AHEAD, database]);
  if (made.code === 0) return;
  const message = `the database ${database} cannot be made: ${made.output.trim().split("\n").at(-1) ?? ""}`;
  throw new CliError({ code: "CLI_MLFLOW_FAILED", message, hint: "make the folder writable, then try again" });
}

/** Absolute paths have one slash more. */
const sqliteUri = (path: string): string => `sqlite:///${path.replaceAll("\\", "/")}`;

/** The last lines of a server's log. */
export async function lastLines(path: string, lines: number): Promise<string> {
  const text = await foundText(path);
  return (text ?? "").trim().split("\n").slice(-lines).join("\n");
}
