import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { ROOT } from "../exp.mjs";

const MAIN = join(ROOT, "packages/cli/dist/main.js");
const EXPERIMENT = join(ROOT, "tests/real/faults.yaml");
const COMMAND = ["faults.yaml", "--workers", "2", "--json"];

/** The SHA-256 of bytes or text. */
const digestOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Throws where a thing does not hold; `more` is shown with it. */
export function must(holds, what, more = "") {
  if (!holds) throw new Error(`${what}\n${more}`.trim());
}

/** Paths of all files below a folder, from there; none where there is no such folder. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** A folder with an experiment and a store, in which the program is run and comes to harm. */
export class Workplace {
  folder = mkdtempSync(join(tmpdir(), "goldilocks-faults-"));
  store = join(this.folder, "store");

  constructor() {
    copyFileSync(EXPERIMENT, join(this.folder, "faults.yaml"));
  }

  /** The same folder once more, elsewhere. */
  copy() {
    const other = new Workplace();
    cpSync(this.folder, other.folder, { recursive: true });
    return other;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts the program; `end` resolves with how it ended. */
  start({ words = COMMAND, env = {} } = {}) {
    const { INIT_CWD: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [MAIN, ...words], {
      cwd: this.folder,
      env: { ...inherited, NO_COLOR: "1", GOLDILOCKS_STORE: this.store, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const end = new Promise((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, end };
  }

  run(options) {
    return this.start(options).end;
  }

  /** Results that are there, whole and with all their artifacts: the digests of what they name, by key. Damage is an error. */
  recorded() {
    const found = new Map();
    for (const path of filesBelow(join(this.store, "results"))) {
      const { value } = JSON.parse(readFileSync(join(this.store, "results", path), "utf8"));
      const digests = Object.entries(value.outputs).map(([name, { digest }]) => {
        const bytes = readFileSync(join(this.store, "objects", digest.slice(0, 2), digest));
        must(digestOf(bytes) === digest, `object ${digest} is recorded and damaged`);
        return `${name} ${digest}`;
      });
      found.set(value.key, JSON.stringify([digests, value.values]));
    }
    return found;
  }

  /** What nobody should have left behind. */
  leftovers() {
    const folders = ["tmp", "locks"].map((name) => join(this.store, name));
    const hidden = filesBelow(join(this.folder, "results")).filter((path) => /(?:^|[/\\])\./u.test(path));
    return [...folders.flatMap(filesBelow), ...hidden];
  }
}

/** The program does not show its inside, and every code has a hint. */
export function mustBeReadable(stderr, what) {
  must(!/^\s+at .*[:(]|CLI_INTERNAL|node:internal/mu.test(stderr), `${what}: a stack trace`, stderr);
  const codes = stderr.match(/^(?:\S+:\d+:\d+ )?(?:SPEC|PLAN|ENGINE|STORE|CLI|FIGURES)_[A-Z_]+ /gmu) ?? [];
  const hints = stderr.match(/^ {2}hint: \S/gmu) ?? [];
  must(codes.length === hints.length, `${what}: a code without a hint`, stderr);
}

/**
 * A run finished with the results of an undisturbed one, and left no mess. What a process left that was killed meanwhile (its `pid`) may
 * lie there until the next one begins.
 */
export function mustBeDone(place, ended, expected, what, { killed } = {}) {
  must(ended.code === 0, `${what}: ended with ${ended.code ?? ended.signal}`, ended.stdout.slice(-1000) + ended.stderr);
  const { outcome, results } = JSON.parse(ended.stdout);
  must(outcome === "done", `${what}: ${outcome}`, ended.stderr);
  const same = JSON.stringify(results) === JSON.stringify(expected.results);
  must(same, `${what}: other results than those of an undisturbed run`, JSON.stringify(results));
  mustBeReadable(ended.stderr, what);
  const left = place.leftovers().filter((path) => killed === undefined || !basename(path).includes(`-${killed}-`));
  must(left.length === 0, `${what}: left behind ${left.join(", ")}`);
}

/** What had been recorded before is there still, with the same digests. */
export function mustHaveKept(before, after, what) {
  for (const [key, made] of before) must(after.get(key) === made, `${what}: the result ${key} was lost or changed`);
}

/** Runs the experiment undisturbed: what it gives, its duration in milliseconds, and how often it changes the disk. */
export async function undisturbed() {
  const place = new Workplace();
  const log = join(place.folder, "changes.log");
  const began = performance.now();
  const ended = await place.run({ env: { NODE_OPTIONS: `--import ${KILL_SELF}`, KILL_LOG: log } });
  const duration = performance.now() - began;
  must(ended.code === 0, "the undisturbed run failed", ended.stderr);
  const { results } = JSON.parse(ended.stdout);
  const changes = Number(readFileSync(log, "utf8"));
  return { place, results, recorded: place.recorded(), duration, changes };
}

/** The module that makes a process kill itself. */
export const KILL_SELF = join(ROOT, "tests/faults/kill-self.mjs");

/** The module with which a disk fails by order. */
export const BAD_DISK = join(ROOT, "tests/faults/bad-disk.mjs");
