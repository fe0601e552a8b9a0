import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isSetting, runForeign } from "../src/rerun/foreign-code.ts";
import { orStopped } from "../src/run/stop-signals.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "goldilocks-foreign-code-"));
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
  vi.stubEnv("MLFLOW_TRACKING_PASSWORD", "secret");
  vi.stubEnv("npm_config__authToken", "secret");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Puts a program in the way that prints its words and its environment, and then does something. */
async function program(path: string, then = ""): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    `#!/bin/sh\necho "$(basename "$0") $* | in $(basename "$PWD")"\nenv | sed "s/^/  env /"\n${then}\n`,
  );
  await chmod(path, 0o755);
}

const target = { key: null, partialOf: null, normal: {}, recorded: null, nodes: new Map(), run: null, held: null };

/** A line without the mark of what other programs print. */
const unmarked = (line: string): string => line.replace(/^\| /u, "");

/** Runs code of somebody else with programs in the place of npm and pnpm; gives what was said, and what its folder held. */
async function run(
  exp: string,
  stop = new AbortController(),
): Promise<{ readonly said: readonly string[]; readonly laidOut: readonly string[] }> {
  await program(join(folder, "pnpm"), `case "$*" in *"run exp"*) mkdir -p "$GOLDILOCKS_STORE"; ${exp} ;; esac`);
  const install = `mkdir -p node_modules/.bin; cp "${join(folder, "pnpm")}" node_modules/.bin/pnpm`;
  await program(join(folder, "npm"), `case "$1" in install) ${install} ;; esac`);
  const said: string[] = [];
  let laidOut: readonly string[] = [];
  const fill = async (code: string): Promise<void> => {
    await writeFile(join(code, "package.json"), "{}");
    laidOut = await readdir(dirname(code));
  };
  const say = (printed: string): void => {
    const line = unmarked(printed);
    said.push(line);
    if (line.startsWith("child ")) stop.abort(line);
  };
  const watch = { workers: 3, signal: stop.signal, say };
  await runForeign(target, { from: "figure.zip", fill }, watch, () => Promise.resolve(), []);
  return { said, laidOut };
}

/** A process that has ended, but that nobody has waited for, does not run either. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === "win32")("code of somebody else", () => {
  test("is announced, with the isolation in force, before anything of it is there", async () => {
    const { said } = await run("true");
    expect(said[0]).toMatch(/^warning: .*figure\.zip.*Isolation: none/u);
  });

  test("is installed without scripts, hooks and another package manager, which starts beside it", async () => {
    const { said } = await run("true");
    const steps = said.filter((line) => / \| in /u.test(line));
    expect(steps).toEqual([
      expect.stringMatching(/^npm install --ignore-scripts .*pnpm@10 \| in tools$/u),
      expect.stringMatching(/^pnpm .*install --frozen-lockfile --ignore-scripts --ignore-pnpmfile \| in code$/u),
      expect.stringMatching(/^pnpm .*run exp .*experiment\.yaml --quiet --workers 3 \| in code$/u),
    ]);
    for (const step of steps.slice(1)) expect(step).toContain("--config.manage-package-manager-versions=false");
  });

  test("sees an environment of a few names, none of them a password, and an empty store outside of its own folder", async () => {
    const { said, laidOut } = await run("true");
    const names = new Set(said.flatMap((line) => /^ {2}env (\w+)=/u.exec(line)?.[1] ?? []));
    const few = "PATH LANG LC_ALL TZ HOME USERPROFILE TMPDIR TEMP NO_COLOR TURBO_TELEMETRY_DISABLED PWD OLDPWD SHLVL _";
    const online = "NODE_EXTRA_CA_CERTS SSL_CERT_FILE HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry";
    const own = "GOLDILOCKS_STORE GOLDILOCKS_RESULTS GOLDILOCKS_MLFLOW";
    const known = new Set(`${few} ${online} ${online.toLowerCase()} ${own}`.split(" "));
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    expect(said.join("\n")).not.toContain("secret");
    expect(said).toContainEqual(expect.stringMatching(/env GOLDILOCKS_STORE=.*\/store$/u));
    expect(said).not.toContainEqual(expect.stringMatching(/env GOLDILOCKS_STORE=.*\/code\//u));
    expect(laidOut.toSorted()).toEqual(["code", "home", "tmp", "tools"]);
  });

  test("that leaves a link or a pipe in its store is CLI_RECORDED_CODE_FAILED: nothing of it is read", async () => {
    for (const odd of ['ln -s /etc "$GOLDILOCKS_STORE/objects"', 'mkfifo "$GOLDILOCKS_STORE/pipe"'])
      await expect(run(odd)).rejects.toMatchObject({ code: "CLI_RECORDED_CODE_FAILED" });
  });

  test("is stopped with all that it started", { timeout: 60_000 }, async () => {
    const stop = new AbortController();
    const running = run('sleep 100 & echo "child $!"; wait', stop);
    expect(await orStopped(running, stop.signal)).toBe("stopped");
    const child = Number(/^child (\d+)$/u.exec(String(stop.signal.reason))?.[1]);
    await expect.poll(() => isRunning(child), { timeout: 30_000 }).toBe(false);
  });

  test("that fails is CLI_RECORDED_CODE_FAILED, and nothing of it stays", async () => {
    await expect(run("exit 3")).rejects.toMatchObject({ code: "CLI_RECORDED_CODE_FAILED" });
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith("goldilocks-foreign-"));
    expect(left.filter((name) => name.includes(`-${process.pid}-`))).toEqual([]);
  });
});

test.each([".npmrc", "packages/x/.npmrc", ".pnpmfile.cjs", ".PNPMFILE.mjs", "pnpmfile.js", ".yarnrc.yml"])(
  "%s is a setting of a package manager, and not laid out to be run",
  (path) => expect(isSetting(path)).toBe(true),
);

test.each(["package.json", "pnpm-lock.yaml", "src/npmrc.ts", "x.npmrc"])("%s is none", (path) => {
  expect(isSetting(path)).toBe(false);
});
