import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bubblewrap } from "../src/isolation/bubblewrap.ts";
import { fewNames, fewNamesOnline } from "../src/isolation/environment.ts";
import { findIsolation, type Isolation, reachOf } from "../src/isolation/isolation.ts";
import { unshared } from "../src/isolation/unshared.ts";

let place = "";
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "goldilocks-isolation-"));
  for (const name of ["home", "tmp"]) await mkdir(join(place, name));
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** What an isolated program finds. */
interface Findings {
  readonly networks: number;
  readonly home: readonly string[];
  /** Whether the folder of this project can be written. */
  readonly outside: boolean;
  readonly secrets: string;
  readonly escaped: readonly string[];
}

/** Looks for the network, the home folder, the environment of the process outside, and for ways to change what lies outside. */
const LOOK = `
const { networkInterfaces } = require("node:os");
const { execFileSync } = require("node:child_process");
const { accessSync, constants, readFileSync, readdirSync } = require("node:fs");
const [home, pid, outside] = process.argv.slice(1);
const attempt = (work, otherwise) => { try { return work(); } catch { return otherwise; } };
const runs = (program, ...words) => attempt(() => (execFileSync(program, words, { stdio: "ignore" }), true), false);
const escaped = [];
if (runs("umount", home)) escaped.push("umount");
if (runs("mount", "-o", "remount,rw", "/") || runs("mount", "-o", "remount,bind,rw", "/")) escaped.push("remount");
if (runs("unshare", "--user", "--map-root-user", "--mount", "umount", home)) escaped.push("nested");
console.log(JSON.stringify({
  networks: Object.values(networkInterfaces()).flat().filter(({ internal }) => !internal).length,
  home: attempt(() => readdirSync(home), []),
  outside: attempt(() => (accessSync(outside, constants.W_OK), true), false),
  secrets: attempt(() => readFileSync("/proc/" + pid + "/environ", "latin1"), ""),
  escaped,
}));
`;

async function look(isolation: Isolation): Promise<Findings> {
  const words = [process.execPath, "-e", LOOK, homedir(), String(process.pid), process.cwd()];
  const [program = "", ...rest] = isolation.command(words, reachOf(place, false));
  const { stdout } = await promisify(execFile)(program, rest, { cwd: place, env: fewNames(place) });
  const findings: Findings = JSON.parse(stdout);
  return findings;
}

const ways = [bubblewrap, ...unshared];

describe("a program that is kept apart", { timeout: 60_000 }, () => {
  test.for(ways.map((way, index) => [`${way.name} ${index}`, way] as const))(
    "by %s has no network and no home folder, and cannot get out",
    async ([, way], { skip }) => {
      const found = await findIsolation(place, [way]);
      skip(found.name === "none", "this system does not offer it");
      const [before, findings] = [await readdir(homedir()), await look(found)];
      expect(findings).toMatchObject({ networks: 0, escaped: way.readOnly ? [] : ["remount"] });
      // Node itself may lie in the home folder.
      expect(findings.home.length).toBeLessThan(Math.max(2, before.length));
      expect(findings.secrets).not.toContain(process.env["PATH"]);
      expect(findings.outside && way.readOnly).toBe(false);
    },
  );

  test("is not said to be where no way works", async () => {
    const broken: Isolation = { ...bubblewrap, command: (words) => words };
    const absent: Isolation = { ...bubblewrap, command: (words) => [join(place, "absent"), ...words] };
    expect(await findIsolation(place, [broken, absent])).toMatchObject({ name: "none", readOnly: false });
  });

  test("has an environment of a few names, and no password, token or login among them", () => {
    vi.stubEnv("MLFLOW_TRACKING_PASSWORD", "secret");
    vi.stubEnv("GITHUB_TOKEN", "secret");
    vi.stubEnv("npm_config__authToken", "secret");
    vi.stubEnv("HTTPS_PROXY", "http://proxy.example:3128");
    const names = ["HOME", "NO_COLOR", "PATH", "TEMP", "TMPDIR", "TURBO_TELEMETRY_DISABLED", "USERPROFILE"];
    expect(Object.keys(fewNames(place))).toEqual(expect.arrayContaining(names));
    expect(fewNames(place)).toMatchObject({ HOME: join(place, "home") });
    for (const env of [fewNames(place), fewNamesOnline(place, "https://registry.example/")])
      expect(Object.values(env)).not.toContain("secret");
    expect(fewNames(place)["HTTPS_PROXY"]).toBeUndefined();
    expect(fewNamesOnline(place, "https://registry.example/")).toMatchObject({
      HTTPS_PROXY: "http://proxy.example:3128",
      npm_config_registry: "https://registry.example/",
    });
    vi.unstubAllEnvs();
  });
});
