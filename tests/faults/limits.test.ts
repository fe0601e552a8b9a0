import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main, Place, tiny } from "../cli/exp.ts";
import { expectReadable, headsOf } from "./refusal.ts";

const place = new Place();
beforeAll(() => place.write("tiny.yaml", tiny()));
afterAll(() => place.remove());

/** How a command ended that a shell started, which changed limits or streams before. */
interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of the shell in the place; `$exp` is the program. */
function shell(line: string): Ended {
  const { INIT_CWD: _, FORCE_COLOR: __, MLFLOW_TRACKING_URI: ___, ...inherited } = process.env;
  const env = {
    ...inherited,
    GOLDILOCKS_STORE: join(place.folder, "store"),
    GOLDILOCKS_MLFLOW: "off",
    NO_COLOR: "1",
    exp: `${process.execPath} ${main}`,
  };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
    cwd: place.folder,
    env,
    encoding: "utf8",
    timeout: 100_000,
  });
  return { status, stdout, stderr };
}

/** How a command was refused, in a way that a person can read. */
function refusal({ status, stderr }: Ended): readonly unknown[] {
  expectReadable(stderr);
  return [status, ...headsOf(stderr)];
}

/** Runs the program in a folder that is gone. */
const inGone = (words: string): Ended => shell(`mkdir gone; cd gone; rmdir ../gone; $exp ${words}`);

describe.skipIf(process.platform !== "linux")("a shell", () => {
  test("whose standard output is full gets a code, and the exit code of a failure", () => {
    expect(refusal(shell("$exp schema > /dev/full"))).toEqual([1, "CLI_CANNOT_WRITE"]);
  });

  test("whose standard error is full gets the output", () => {
    const { status, stdout } = shell("$exp list --json 2> /dev/full");
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { found: [] }]);
  });

  test("that has closed all streams, and has no HOME, gets the exit code", () => {
    expect(shell("unset HOME; $exp list >&- 2>&- <&-").status).toBe(0);
  });

  test("whose folder is gone gets a code, and what needs no folder", () => {
    expect(refusal(inGone("list"))).toEqual([1, "CLI_NO_FOLDER"]);
    expect(inGone("--version")).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ["no files", "ulimit -n 30", "CLI_CANNOT_LOAD"],
    ["few addresses", "ulimit -v 1000000", "CLI_TOO_LITTLE_MEMORY"],
  ])("that leaves %s gets a code before anything is loaded", (_, limit, code) => {
    expect(refusal(shell(`${limit}; $exp plan tiny.yaml`))).toEqual([1, code]);
    const { issues } = JSON.parse(shell(`${limit}; $exp plan tiny.yaml --json`).stdout);
    expect(issues).toMatchObject([{ code, hint: expect.any(String) }]);
  });

  test("that leaves few files gets the results, or a code", () => {
    const { status, stderr } = shell("ulimit -n 160; $exp tiny.yaml --quiet --workers 2");
    expect([0, 1]).toContain(status);
    expectReadable(stderr);
  });

  test("that allows no large files gets a code, and the same command goes on without that limit", () => {
    const refused = shell("ulimit -f 8; $exp tiny.yaml --quiet --set seeds.init=5");
    expect(refusal(refused)).toEqual([1, "STORE_FULL"]);
    expect(shell("$exp tiny.yaml --quiet --set seeds.init=5").status).toBe(0);
  });
});
