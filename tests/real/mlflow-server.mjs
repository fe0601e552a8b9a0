// A real MLflow server from PyPI, on a free port, with a database and artifacts of its own.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freshFolder, ROOT, run } from "./exp.mjs";

export const MLFLOW_VERSION = "3.17.2";

const CACHE = join(ROOT, "node_modules/.cache");
const binary = (folder, name) => join(folder, process.platform === "win32" ? "Scripts" : "bin", name);

let environment;

/** Python with MLflow, installed once into `node_modules/.cache`; an environment that is there is whole. */
export function mlflowPython() {
  environment ??= install();
  return environment;
}

async function install() {
  const folder = join(CACHE, `mlflow-${MLFLOW_VERSION}`);
  if (existsSync(folder)) return binary(folder, "python");
  const making = `${folder}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await run("python3", ["-m", "venv", making]);
    const python = binary(making, "python");
    await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]);
    await run(binary(making, "uv"), [
      "pip",
      "install",
      "--quiet",
      "--python",
      python,
      `mlflow[auth]==${MLFLOW_VERSION}`,
    ]);
    // Python finds its environment by its own place, so it may be moved; another check may have been faster.
    await rename(making, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return binary(folder, "python");
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Small: no job runners, no telemetry. */
const SETTINGS = {
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
};

/** A database in WAL mode: MLflow keeps the mode that it finds, and writes to it in half the time. */
async function makeDatabase(python, file) {
  const code =
    "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA journal_mode=WAL').fetchone()[0])";
  const mode = (await run(python, ["-c", code, file])).trim();
  if (mode !== "wal") throw new Error(`the database is in mode ${mode}`);
}

const groups = new Set();
const killGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
};
process.on("exit", () => {
  for (const pid of groups) killGroup(pid, "SIGKILL");
});

/** Whether the server really answers: `/health` does so long before, and to anybody. A 401 is an answer too. */
async function answers(uri) {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"max_results":1}' };
  const answer = await fetch(`${uri}/api/2.0/mlflow/experiments/search`, init).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200 || answer?.status === 401;
}

/** Seconds of processor time that a process group took so far, of the processes that are still there. Linux only. */
function cpuSecondsOf(group) {
  let ticks = 0;
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/u.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(fields[2]) === group) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / 100;
}

/** One server; `start` after `stop` or `kill` begins it again at the same address, with the same data. */
class MlflowServer {
  #python;
  #args;
  #env;
  #child;
  #log = "";

  constructor(python, { folder, port, args, env }) {
    this.#python = python;
    this.folder = folder;
    this.port = port;
    this.uri = `http://127.0.0.1:${port}`;
    this.#env = { ...process.env, ...SETTINGS, ...env };
    this.#args = ["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1", ...args];
  }

  /** What it said so far. */
  get log() {
    return this.#log;
  }

  get pid() {
    return this.#child?.pid;
  }

  cpuSeconds() {
    return cpuSecondsOf(this.#child.pid);
  }

  async start(patience = 180_000) {
    // A group of its own: the workers must go with it.
    const child = spawn(this.#python, this.#args, { cwd: this.folder, env: this.#env, detached: true });
    groups.add(child.pid);
    this.#child = child;
    const hear = (chunk) => {
      this.#log = (this.#log + chunk).slice(-100_000);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    for (const until = Date.now() + patience; Date.now() < until; await delay(200)) {
      if (child.exitCode !== null) break;
      if (await answers(this.uri)) return this;
    }
    await this.kill();
    throw new Error(`mlflow server did not start\n${this.#log.slice(-2000)}`);
  }

  /** Ends it as a person does. */
  stop() {
    return this.#end("SIGTERM");
  }

  /** Ends it as a power cut does. */
  kill() {
    return this.#end("SIGKILL");
  }

  async #end(signal) {
    const child = this.#child;
    if (child === undefined) return;
    const ended =
      child.exitCode === null && child.signalCode === null
        ? new Promise((done) => child.once("exit", done))
        : undefined;
    killGroup(child.pid, signal);
    const timer = setTimeout(() => killGroup(child.pid, "SIGKILL"), 10_000);
    await ended;
    clearTimeout(timer);
    // Workers that outlive the first process hold its port.
    killGroup(child.pid, "SIGKILL");
    groups.delete(child.pid);
    this.#child = undefined;
  }
}

/**
 * Starts a server and waits until it answers. `args` go behind `mlflow server`'s own, `env` over its settings. Stop it at the end; what is left is
 * killed when this process ends.
 */
export async function startMlflow({ args = [], env = {}, folder, port } = {}) {
  const python = await mlflowPython();
  const place = folder ?? (await freshFolder());
  const database = join(place, "mlflow.db");
  if (!existsSync(database)) await makeDatabase(python, database);
  const store = ["--backend-store-uri", `sqlite:///${database}`, "--artifacts-destination", join(place, "mlartifacts")];
  const server = new MlflowServer(python, {
    folder: place,
    port: port ?? (await freePort()),
    args: [...store, ...args],
    env,
  });
  return await server.start();
}
