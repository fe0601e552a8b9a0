import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Ended, Place } from "../cli/exp.ts";

/** Heads of all issues printed: `file:line:column CODE`, or the code alone where there is no place. */
export const headsOf = (stderr: string): string[] =>
  stderr
    .split("\n")
    .flatMap(
      (line) =>
        /^(?:\S+:\d+:\d+ )?(?:warning )?(?:SPEC|PLAN|ENGINE|STORE|CLI|FIGURES)_[A-Z_]+(?= \S)/u.exec(line) ?? [],
    );

/** Exit code 1, nothing on standard output, issues on standard error, and nothing that only a programmer understands. */
export function expectRefused({ code, stdout, stderr }: Ended): void {
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(headsOf(stderr).length).toBeGreaterThan(0);
  expectReadable(stderr);
}

/** Every issue has a hint that says something, and there is no trace of the program's inside. */
export function expectReadable(stderr: string): void {
  const hints = stderr.split("\n").filter((line) => /^ {2}hint: \S/u.test(line));
  expect(hints.length).toBe(headsOf(stderr).length);
  expect(stderr).not.toMatch(/^\s+at .*[:(]/mu);
  expect(stderr).not.toMatch(/CLI_INTERNAL|node:internal|undefined|\[object /u);
}

/** Files under a folder of the place, however deep; none where there is no such folder. */
export function filesIn(place: Place, ...path: readonly string[]): string[] {
  const folder = join(place.folder, ...path);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Nothing half-written, and no lock left behind. */
export function expectTidy(place: Place): void {
  expect([filesIn(place, "store", "tmp"), filesIn(place, "store", "locks")]).toEqual([[], []]);
  expect(filesIn(place, "results").filter((name) => name.startsWith("."))).toEqual([]);
}

/** Nothing was computed or written for people. */
export function expectUntouched(place: Place): void {
  expectTidy(place);
  expect([filesIn(place, "results"), filesIn(place, "store", "results"), filesIn(place, "store", "runs")]).toEqual([
    [],
    [],
    [],
  ]);
}
