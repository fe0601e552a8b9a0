import { mkdirSync, mkdtempSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { kinds } from "./kinds.ts";
import type { Try } from "./kind.ts";
import { type FindingClass, type Outcome, Wrong } from "./outcome.ts";
import { Random } from "./random.ts";
import type { Task } from "./task.ts";

const OUTPUT = 1;
const say = (line: object): void => void writeSync(OUTPUT, `${JSON.stringify(line)}\n`);

const task = JSON.parse(process.argv[2] ?? "{}") as Task;

/** Odd while a mutation is tried. */
const beat = new SharedArrayBuffer(4);
const pulse = new Int32Array(beat);

/** What was thrown past the code that should have waited for it. */
let stray: unknown;
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error: unknown) => {
    stray ??= error ?? new Error(event);
  });

function found(error: unknown): { readonly class: FindingClass; readonly what: string } {
  if (error instanceof Wrong) return { class: error.class, what: error.message };
  return { class: "exception", what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

async function tried(attempt: Try, index: number, folder: string): Promise<Outcome> {
  const keep = (name: string, content: string | Uint8Array): void => {
    if (task.keep !== undefined) writeFileSync(join(task.keep, name), content);
  };
  stray = undefined;
  const outcome = await attempt({ random: new Random(task.kind, task.seed, index), index, folder, keep });
  // What nobody waits for is thrown in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  if (stray !== undefined) throw stray;
  return outcome;
}

async function run(): Promise<void> {
  const kind = kinds.find(({ name }) => name === task.kind);
  if (kind === undefined) throw new Error(`there is no kind ${task.kind}`);
  const own = mkdtempSync(join(task.originals, "child-"));
  if (task.keep !== undefined) mkdirSync(task.keep, { recursive: true });
  const attempt = await kind.prepare({ root: task.root, folder: task.originals, own });
  // A promise that nobody keeps would end the process without a word.
  setInterval(() => {}, 1e6);
  new Worker(join(task.root, "tests/faults/fuzz/watchdog.mjs"), {
    workerData: { beat, output: OUTPUT, ...task.limits },
  }).unref();
  for (let index = task.from; index < task.from + task.count; index++) {
    const folder = join(own, "trial");
    mkdirSync(folder);
    say({ at: index });
    Atomics.add(pulse, 0, 1);
    try {
      const { accepted, code } = await tried(attempt, index, folder);
      say({ accepted, code });
    } catch (error) {
      say({ found: found(error) });
    }
    Atomics.add(pulse, 0, 1);
    rmSync(folder, { recursive: true, force: true });
  }
  say({ done: true });
  rmSync(own, { recursive: true, force: true });
  process.exit(0);
}

await run();
