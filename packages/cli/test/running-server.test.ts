import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processName } from "@goldilocks/store";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rememberServer, runningServer } from "../src/mlflow/running-server.ts";
import { stopServer } from "../src/mlflow/stop-server.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "goldilocks-server-"));
  path = join(folder, "server.json");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const address = "http://127.0.0.1:5000";
const server = { address, pid: process.pid };

test.each([20, -20, -100])(
  "a server is found while its process runs, also when the clock jumps by %d years",
  async (years) => {
    await rememberServer(path, server);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + years * 365 * 86_400_000 });
    expect(runningServer(path)).toEqual(server);
  },
);

test.each<[string, Record<string, unknown>]>([
  ["that has ended", { pid: 2 ** 22 + 1, process: processName(process.pid).replace(/-\d+-/u, `-${2 ** 22 + 1}-`) }],
  ["whose pid another process has by now", { process: processName(process.pid).replace(/-\d+$/u, "-1") }],
  ["of another machine, from where a store was copied", { process: `${"0".repeat(16)}-${process.pid}-1` }],
  ["that names no process", { process: undefined, started: 1e15 }],
  ["that names all processes", { pid: 1, process: undefined, started: 1e15 }],
  ["that names two processes", { pid: 1 }],
  ["that is elsewhere", { address: "http://example.org" }],
])("a server %s is none", async (_, change) => {
  await rememberServer(path, server);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
  expect(runningServer(path)).toBe(undefined);
});

test("nobody's process and everybody's are not stopped", async () => {
  const kill = vi.spyOn(process, "kill").mockImplementation(() => true);
  for (const pid of [0, 1, -1]) await stopServer(pid);
  expect(kill).not.toHaveBeenCalled();
  kill.mockRestore();
});
