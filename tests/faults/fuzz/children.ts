import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { FindingClass } from "./outcome.ts";
import type { Told } from "./report.ts";
import type { Task } from "./task.ts";

/** More than a child may hold: what its watchdog does not see in time ends here. */
const HEAP = "--max-old-space-size=1500";

type Line = Told & {
  /** The mutation that comes next. */
  readonly at?: number;
  /** What the watchdog ended the process for. */
  readonly ended?: FindingClass;
  readonly what?: string;
  readonly done?: boolean;
};

type Tell = (index: number, told: Told) => void;

/** Runs one child until it ends, and tells what became of each mutation, also of the one that it died of. Resolves to the next index. */
function once(file: string, task: Task, tell: Tell): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [HEAP, file, JSON.stringify(task)], { stdio: ["ignore", "pipe", "pipe"] });
    let next = task.from;
    let errors = "";
    let done = false;
    const take = ({ at, ended, what = "", done: isLast, ...told }: Line): void => {
      done ||= isLast === true;
      if (at !== undefined || isLast === true) return;
      tell(next, ended === undefined ? told : { found: { class: ended, what } });
      next++;
    };
    let started = false;
    child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    createInterface({ input: child.stdout }).on("line", (text) => {
      started = true;
      take(JSON.parse(text) as Line);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const how = `ended with ${code ?? signal}: ${errors}`;
      if (!started) return reject(new Error(`the fuzzer's child ${how}`));
      const before = next;
      // Killed by its own watchdog, it has told of what it died of.
      if (!done && signal !== "SIGKILL") take({ found: { class: "crash", what: how } });
      return resolve(done ? Math.max(before, task.from + task.count) : next);
    });
  });
}

/** Tries all mutations of a task. A child that dies is followed by another, which begins after the mutation that it died of. */
export async function runChild(file: string, task: Task, tell: Tell): Promise<void> {
  const end = task.from + task.count;
  for (let from = task.from; from < end;) {
    const next = await once(file, { ...task, from, count: end - from }, tell);
    if (next === from) throw new Error(`the fuzzer's child was killed before mutation ${from} of ${task.kind}`);
    from = next;
  }
}
