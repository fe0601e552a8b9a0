import { chmodSync, existsSync, readdirSync, utimesSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
// @boundaries-ignore the fake of MLflow is a fixture, no part of any package
import { FakeMlflow } from "../../packages/tracking/test/fixtures/fake-mlflow.ts";
import { type Ended, ended as endOf, Place, tiny } from "./exp.ts";

let place: Place;
let server: FakeMlflow;
beforeEach(async () => {
  place = new Place();
  server = await new FakeMlflow().start();
  place.write("tiny.yaml", tiny());
});
afterEach(async () => {
  await server.stop();
  place.remove();
});

/** Nobody listens there. */
const DEAD = { MLFLOW_TRACKING_URI: "http://127.0.0.1:9" };
const CELLS = 4;

const alive = () => ({ MLFLOW_TRACKING_URI: server.uri });
const statuses = (): string[] => server.state.runs.map(({ status }) => status);
const kindOf = (kind: string) => server.state.runs.filter(({ tags }) => tags.get("goldilocks.kind") === kind);
const isLink = (line: string): boolean => line.includes("/experiments/");
const mlflowLines = ({ stderr }: Ended): string[] => stderr.split("\n").filter((line) => line.startsWith("  MLflow: "));
const codeOf = ({ stderr }: Ended): string => stderr.split(" ", 1)[0] ?? "";

describe("a run and a server", { timeout: 120_000 }, () => {
  test("sends the plan and every cell, and says where to look; the same again asks the server nothing", async () => {
    const first = await place.run("tiny.yaml", alive());
    expect(first.code).toBe(0);
    const [header, link] = mlflowLines(first);
    expect(header).toBe(`  MLflow: ${server.uri}`);
    expect(link).toContain("viewStateShareKey=");
    expect(statuses()).toEqual(Array.from({ length: CELLS + 1 }, () => "FINISHED"));
    expect(kindOf("plan")).toHaveLength(1);
    const requests = server.log.length;
    const again = await place.run("tiny.yaml", alive());
    expect(mlflowLines(again)).toEqual([]);
    expect(server.log.length).toBe(requests);
    expect((await place.run("sync", alive())).stdout).toMatch("nothing to deliver");
    expect(server.state.runs).toHaveLength(CELLS + 1);
  });

  test("without one that answers it ends as ever, says so once, and what waits is delivered later, once", async () => {
    const quiet = await place.run("tiny.yaml", DEAD, "--json");
    expect(quiet.code).toBe(0);
    expect(JSON.parse(quiet.stdout).outcome).toBe("done");
    const told = mlflowLines(quiet).filter((line) => line.includes("exp sync"));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(`TRACKING_UNREACHABLE`);
    expect(told[0]).toMatch(`${CELLS + 1} runs wait`);
    expect((await place.run("sync", DEAD, "--json")).code).toBe(1);
    const [one, two] = await Promise.all([place.run("sync", alive()), place.run("sync", alive())]);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(statuses()).toEqual(Array.from({ length: CELLS + 1 }, () => "FINISHED"));
    expect(server.state.artifacts.size).toBeGreaterThan(CELLS);
  });

  test("with settings that make no client it ends as ever, says so, and what waits is delivered when they are right", async () => {
    const wrong = await place.run("tiny.yaml", { ...alive(), MLFLOW_TRACKING_SERVER_CERT_PATH: "absent.pem" });
    expect(wrong.code).toBe(0);
    expect(mlflowLines(wrong).at(-1)).toMatch(/MLFLOW_BAD_OPTION .*; 5 runs wait/u);
    expect(server.log).toEqual([]);
    const refused = await place.run("sync", { ...alive(), MLFLOW_TRACKING_SERVER_CERT_PATH: "absent.pem" });
    expect([refused.code, codeOf(refused)]).toEqual([1, "MLFLOW_BAD_OPTION"]);
    expect((await place.run("sync", alive())).code).toBe(0);
    expect(statuses()).toEqual(Array.from({ length: CELLS + 1 }, () => "FINISHED"));
  });

  test("an address that is none sends nothing anywhere, which is said once, and is not printed", async () => {
    const wrong = await place.run("tiny.yaml", { MLFLOW_TRACKING_URI: "htp://ada:secret@lab" });
    expect(wrong.code).toBe(0);
    expect(wrong.stderr).not.toMatch("secret");
    const told = mlflowLines(wrong);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/MLFLOW_BAD_ADDRESS .*; 5 runs wait/u);
    const refused = await place.run("sync", { MLFLOW_TRACKING_URI: "databricks" });
    expect([refused.code, codeOf(refused)]).toEqual([1, "MLFLOW_BAD_ADDRESS"]);
    expect((await place.run("sync", alive())).code).toBe(0);
    expect(server.state.runs).toHaveLength(CELLS + 1);
  });

  test("with nothing to deliver, sync says whether the server answers, and what only another one has", async () => {
    const empty = await place.run("sync", DEAD, "--json");
    expect([empty.code, JSON.parse(empty.stdout).problem.code]).toEqual([1, "TRACKING_UNREACHABLE"]);
    await place.run("tiny.yaml", alive());
    const dead = await place.run("sync", DEAD, "--json");
    expect([dead.code, JSON.parse(dead.stdout).problem.code]).toEqual([1, "TRACKING_UNREACHABLE"]);
    const other = await new FakeMlflow().start();
    const env = { MLFLOW_TRACKING_URI: other.uri };
    const told = await place.run("sync", env, "--json");
    expect([told.code, JSON.parse(told.stdout)]).toMatchObject([0, { delivered: 0, elsewhere: CELLS + 1 }]);
    expect((await place.run("sync", env)).stdout).toMatch("exp sync --all");
    await place.run("sync", env, "--all");
    expect(other.state.runs).toHaveLength(CELLS + 1);
    expect(JSON.parse((await place.run("sync", env, "--json")).stdout).elsewhere).toBe(0);
    await other.stop();
  });

  test("where none is known nothing is said, and the outbox keeps the run", async () => {
    const ended = await place.run("tiny.yaml");
    expect(ended.stderr).not.toMatch("MLflow");
    expect(place.stored("tracking/outbox").length).toBeGreaterThan(0);
    await place.run("sync", alive());
    expect(server.state.runs).toHaveLength(CELLS + 1);
  });

  test("a finer grid is another plan; what both have is in each, under the same key", async () => {
    await place.run("tiny.yaml", alive());
    place.write("finer.yaml", tiny({ l1: "[0.03, 0.1, 0.3]" }));
    await place.run("finer.yaml", "--out", "finer", alive());
    expect(kindOf("plan")).toHaveLength(2);
    const keys = kindOf("cell").map(({ tags }) => tags.get("goldilocks.key"));
    expect(keys).toHaveLength(4 + 6);
    expect(new Set(keys).size).toBe(6);
  });

  test("--no-track and GOLDILOCKS_MLFLOW=off tell nobody anything", async () => {
    await place.run("tiny.yaml", "--no-track", alive());
    await place.run("tiny.yaml", "--set", "train.steps=40", { ...alive(), GOLDILOCKS_MLFLOW: "off" });
    expect(server.log).toEqual([]);
    expect(existsSync(join(place.folder, "store/tracking"))).toBe(false);
  });

  test("cells that fail are failed, the others finished, and the plan is failed", async () => {
    const wild = "wild: { train.optimizer.learningRate: 1000, train.optimizer.beta2: 0 }";
    place.write("bad.yaml", tiny({ l1: "[0.1]" }).replace("grid:\n", `grid:\n  variant: { calm: {}, ${wild} }\n`));
    const { code } = await place.run("bad.yaml", alive());
    expect(code).toBe(1);
    expect(kindOf("plan").map(({ status }) => status)).toEqual(["FAILED"]);
    const cells = kindOf("cell");
    const failed = cells.filter(({ status }) => status === "FAILED");
    expect(failed).toHaveLength(2);
    for (const { tags } of failed) expect(tags.get("goldilocks.failure")).toMatch(/^ENGINE_/u);
    expect(cells.filter(({ status }) => status === "FINISHED")).toHaveLength(2);
  });

  test("what an earlier run left on a server that fails now is no place to look for this one", async () => {
    const wild = "wild: { train.optimizer.learningRate: 1000, train.optimizer.beta2: 0 }";
    place.write("bad.yaml", tiny({ l1: "[0.1]" }).replace("grid:\n", `grid:\n  variant: { calm: {}, ${wild} }\n`));
    expect(mlflowLines(await place.run("bad.yaml", alive())).some((line) => isLink(line))).toBe(true);
    server.fault = () => ({ kind: "answer", status: 503 });
    const told = mlflowLines(await place.run("bad.yaml", alive()));
    expect(told.some((line) => isLink(line))).toBe(false);
    expect(told.at(-1)).toMatch("TRACKING_SERVER_FAILED");
  });
});

test(
  "a server that answers without end neither fails a run nor fills its memory, nor holds a command",
  { timeout: 240_000 },
  async () => {
    const piece = Buffer.alloc(1 << 20, 32);
    const endless = createHttpServer((request, response) => {
      request.resume();
      const more = (): void => {
        while (response.write(piece));
      };
      response.on("drain", more);
      more();
    });
    await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
    const address = endless.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    // The heap alone would not do for a gibibyte.
    const env = {
      MLFLOW_TRACKING_URI: `http://ada:s3cret-word@127.0.0.1:${port}`,
      NODE_OPTIONS: "--max-old-space-size=512",
    };
    const ran = await place.run("tiny.yaml", env);
    expect([ran.code, mlflowLines(ran).at(-1)]).toEqual([0, expect.stringContaining("TRACKING_NOT_MLFLOW")]);
    const synced = await place.run("sync", "--json", env);
    expect([synced.code, JSON.parse(synced.stdout)]).toMatchObject([
      1,
      { delivered: 0, waiting: CELLS + 1, problem: { code: "TRACKING_NOT_MLFLOW" } },
    ]);
    const asked = await place.run("show", "mlflow:abc", env);
    expect([asked.code, codeOf(asked)]).toEqual([1, "MLFLOW_ANSWER_TOO_LARGE"]);
    const compared = await place.run("compare", "97bc4859", "4c1fd2a0", env);
    expect([compared.code, codeOf(compared)]).toEqual([1, "MLFLOW_ANSWER_TOO_LARGE"]);
    for (const { stdout, stderr } of [ran, synced, asked, compared]) expect(stdout + stderr).not.toMatch("s3cret");
    endless.closeAllConnections();
    endless.close();
  },
);

describe("from MLflow back", { timeout: 120_000 }, () => {
  test("a run leads to its hash, and is made again by it", async () => {
    await place.run("tiny.yaml", alive());
    const plan = kindOf("plan")[0];
    const cell = kindOf("cell")[0];
    const shown = await place.run("show", "--mlflow", plan?.runId ?? "", "--json", alive());
    expect(JSON.parse(shown.stdout).key).toBe(plan?.tags.get("goldilocks.key"));
    const point = await place.run("show", `mlflow:${cell?.runId}`, "--json", alive());
    expect(JSON.parse(point.stdout)).toMatchObject({ key: cell?.tags.get("goldilocks.key"), kind: "point" });
    expect((await place.run("rerun", `mlflow:${plan?.runId}`, alive())).code).toBe(0);
    expect(server.state.runs).toHaveLength(CELLS + 1);
  });

  test("what is no run, nobody's server and one hash alone each have their code", async () => {
    const unknown = await place.run("show", "mlflow:nothing", alive());
    expect([unknown.code, codeOf(unknown)]).toEqual([1, "CLI_UNKNOWN_RUN"]);
    for (const words of [["show", "mlflow:abc"], ["sync"], ["compare", "97bc4859", "4c1fd2a0"]]) {
      const ended = await place.run(...words);
      expect([ended.code, codeOf(ended)]).toEqual([1, "CLI_NO_MLFLOW_SERVER"]);
    }
    const alone = await place.run("compare", "97bc4859", alive());
    expect([alone.code, codeOf(alone)]).toEqual([2, "CLI_MISSING_ARGUMENT"]);
    const dead = await place.run("compare", "97bc4859", "4c1fd2a0", DEAD);
    expect([dead.code, codeOf(dead)]).toEqual([1, "MLFLOW_UNREACHABLE"]);
  });
});

test("gc keeps what the outbox still has to deliver", { timeout: 120_000 }, async () => {
  await place.run("tiny.yaml");
  await place.run("tiny.yaml", "--set", "evaluate.heldOutBatches=4", "--no-track");
  place.write("tiny.yaml", tiny({ steps: "50" }));
  await place.run("tiny.yaml", "--no-track");
  const store = join(place.folder, "store");
  const old = Date.now() / 1000 - 7200;
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), old, old);
  const collected = JSON.parse((await place.run("gc", "--days", "0", "--json")).stdout).collected;
  expect(collected.results.files).toBeGreaterThan(0);
  const { code, stdout } = await place.run("sync", alive());
  expect([code, stdout]).toEqual([0, expect.stringMatching(`delivered ${CELLS + 1} runs`)]);
  const figure = [...server.state.artifacts].find(([path]) => path.endsWith("figures/heat.svg"));
  expect(Buffer.from(figure?.[1] ?? []).toString()).toMatch("<svg");
});

function script(name: string, body: string): string {
  place.write(name, `#!/bin/sh\n${body}\n`);
  const path = join(place.folder, name);
  chmodSync(path, 0o755);
  return path;
}

/** A Python whose MLflow answers everything with nothing. */
const fakePython = (): string => {
  const serving = `require("node:http").createServer((_, to) => to.end("{}")).listen(+process.argv[1], "127.0.0.1")`;
  return script("serving", `echo 3.17.2; [ "$1" != -m ] || exec "${process.execPath}" -e '${serving}' "$7"`);
};

describe("starting a server", { timeout: 60_000, skip: process.platform === "win32" }, () => {
  test("without uv and Python, or with an old one, it says what is needed", async () => {
    const none = await place.run("mlflow", "--no-open", { PATH: place.folder });
    expect([none.code, codeOf(none)]).toEqual([1, "CLI_NO_PYTHON"]);
    script("python3", 'echo "Python 3.8.10"');
    const old = await place.run("mlflow", "--no-open", { PATH: place.folder });
    expect([codeOf(old), old.stderr.includes("3.8.10")]).toEqual(["CLI_NO_PYTHON", true]);
  });

  test("a Python without MLflow, a taken port and a server that ends at once each have their code", async () => {
    const without = script("without", "exit 1");
    const missing = await place.run("mlflow", "--no-open", { GOLDILOCKS_MLFLOW_PYTHON: without });
    expect([missing.code, codeOf(missing)]).toEqual([1, "CLI_MLFLOW_NOT_INSTALLED"]);
    const python = script("python", 'echo 3.17.2; [ "$1" != -m ] || { echo "no such option"; exit 3; }');
    const env = { GOLDILOCKS_MLFLOW_PYTHON: python };
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = String(typeof address === "object" && address !== null ? address.port : 0);
    const taken = await place.run("mlflow", "--no-open", "--port", port, env);
    expect(taken.stderr).toMatch("CLI_PORT_TAKEN");
    await new Promise((resolve) => other.close(resolve));
    const failed = await place.run("mlflow", "--no-open", "--port", port, env);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/CLI_MLFLOW_FAILED[^]*no such option/u);
    expect(existsSync(join(place.folder, "store/tracking/server.json"))).toBe(false);
  });

  test("one that is stopped from elsewhere has not failed, and one that ends by itself has", async () => {
    const env = { GOLDILOCKS_MLFLOW_PYTHON: fakePython() };
    const record = join(place.folder, "store/tracking/server.json");
    for (const [by, code] of [
      ["--stop", 0],
      ["itself", 1],
    ] as const) {
      const child = place.start("mlflow", "--no-open", env);
      const over = endOf(child);
      await expect.poll(() => existsSync(record), { timeout: 20_000 }).toBe(true);
      if (by === "--stop") expect((await place.run("mlflow", "--stop")).code).toBe(0);
      else process.kill(JSON.parse(place.read("store/tracking/server.json")).pid, "SIGKILL");
      const end = await over;
      expect([end.code, end.stderr.includes("CLI_MLFLOW_FAILED")]).toEqual([code, code === 1]);
      expect(existsSync(record)).toBe(false);
    }
  });

  test("no port is taken for no number, and stopping where nothing runs is no error", async () => {
    const bad = await place.run("mlflow", "--port", "0");
    expect([bad.code, codeOf(bad)]).toEqual([2, "CLI_BAD_VALUE"]);
    expect((await place.run("mlflow", "--stop")).code).toBe(0);
  });
});
