import type { PlanNode, RequiredNode } from "@goldilocks/plan";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { summaryLine } from "../src/run/progress-lines.ts";
import { Progress } from "../src/run/progress.ts";
import { Reporter } from "../src/run/reporter.ts";
import { terminalOf } from "../src/text/terminal.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const nodeOf = (key: string, until = "steps"): PlanNode =>
  ({ key, kind: "point", label: key, parameters: { step: 100, until } }) as PlanNode;

/** Shares of work whose sum in floating point is not the whole. */
const missing = [0.1, 0.2, 0.3, 0.7].map((flops, index) => ({
  node: nodeOf(String(index)),
  from: 0,
  cost: { flops, bytes: 0, memory: 0 },
})) satisfies readonly RequiredNode[];

function start(): {
  readonly progress: Progress;
  readonly reporter: Reporter;
  readonly lines: () => readonly string[];
} {
  let text = "";
  const stream = { isTTY: false, write: (more: string) => void (text += more) };
  const terminal = terminalOf(stream as unknown as NodeJS.WriteStream, {});
  const progress = new Progress(missing, 2, 0);
  const reporter = new Reporter(terminal, () => progress.snapshot(Date.now()));
  return { progress, reporter, lines: () => text.split("\n").filter((line) => line !== "") };
}

const finish = (progress: Progress, count: number): void => {
  for (const { node } of missing.slice(0, count)) {
    progress.hear({ type: "started", node, worker: 0 } as Parameters<Progress["hear"]>[0], 0);
    progress.hear({ type: "finished", node, made: true }, 0);
  }
};

test("a run that is complete is complete to the last percent", () => {
  const progress = new Progress(missing, 2, 0);
  finish(progress, 3);
  expect(progress.snapshot(1).share).toBeLessThan(1);
  finish(progress, 4);
  expect(progress.snapshot(1).share).toBe(1);
  expect(summaryLine(progress.snapshot(1))).toContain("100 %");
});

test("a training that converges early counts as the work that it was", () => {
  const works = [1, 1].map((flops, index) => ({
    node: nodeOf(String(index), "converged"),
    from: 0,
    cost: { flops, bytes: 0, memory: 0 },
  }));
  const progress = new Progress(works, 1, 0);
  const hear = (event: object): void => progress.hear({ node: works[0]?.node, ...event } as never, 0);
  hear({ type: "started" });
  hear({ type: "progress", worker: 0, done: 25, total: 100 });
  expect(progress.snapshot(1).share).toBe(0.125);
  hear({ type: "finished", made: true });
  expect(progress.snapshot(1).share).toBe(0.2);
});

test("lines that stay end with how far a run came", () => {
  const { progress, reporter, lines } = start();
  finish(progress, 3);
  vi.advanceTimersByTime(5000);
  finish(progress, 4);
  reporter.close();
  expect(lines()).toHaveLength(2);
  expect(lines().map((line) => /(?<share>\d+) %/u.exec(line)?.groups?.["share"])).toEqual(["46", "100"]);
});

test("a run that was too short for a line ends without one", () => {
  const { progress, reporter, lines } = start();
  finish(progress, 4);
  reporter.close();
  expect(lines()).toEqual([]);
});

test("trainings that failed are counted beside those that are done", () => {
  const progress = new Progress(missing, 2, 0);
  finish(progress, 3);
  progress.hear({ type: "failed", node: nodeOf("3"), error: new Error("diverged") }, 0);
  expect(progress.snapshot(1)).toMatchObject({ trained: 3, failed: 1 });
  expect(summaryLine(progress.snapshot(1))).toMatch(/3 of 4 .*1 failed/u);
});
