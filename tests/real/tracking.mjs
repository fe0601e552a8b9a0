import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MlflowClient } from "@goldilocks/mlflow-client";
import { openTracking } from "@goldilocks/tracking";
import { freshFolder, ROOT, run } from "./exp.mjs";
import { forward } from "./forward.mjs";
import { mlflowPython, startMlflow } from "./mlflow-server.mjs";
import { syncKills } from "./sync-kills.mjs";
import { assertShown, cell, cells, textArtifact } from "./tracking-runs.mjs";

const readObject = (digest) => Promise.reject(new Error(`no object ${digest}`));

/** Puts and delivers in this process. */
async function deliver(directory, uri, runs = [], options = {}) {
  const client = new MlflowClient({ uri, retry: { firstDelay: 50 } });
  const problems = [];
  const onProblem = (problem) => problems.push(problem.code);
  const outbox = openTracking({ directory, server: { client }, readObject, onProblem });
  await outbox.put(runs);
  const report = await outbox.sync(options);
  await outbox.close();
  await client.close();
  return { ...report, problems };
}

/** How often what waits is delivered again: a request of a sender that was killed may be done after the next one has looked. */
const TRIES = 3;

/** Delivers until nothing waits; what is left then, with all problems, is shown. */
async function deliverAll(directory, uri, runs) {
  let last = await deliver(directory, uri, runs);
  const problems = [...last.problems];
  for (let n = 1; last.waiting > 0 && n < TRIES; n++) {
    last = await deliver(directory, uri);
    problems.push(...last.problems);
  }
  assert.deepEqual([last.waiting, last.waiting === 0 ? [] : problems], [0, []]);
}

function child(directory, uri, states) {
  const script = join(ROOT, "tests/real/tracking-child.mjs");
  const started = spawn(process.execPath, [script, directory, uri, states], { stdio: "inherit" });
  const ended = new Promise((resolve) => started.once("close", (code, signal) => resolve(signal ?? code)));
  return { process: started, ended };
}

async function written(folder, runs) {
  const path = join(folder, "states.json");
  await writeFile(path, JSON.stringify(runs));
  return path;
}

const model = {
  key: "sae",
  name: "sae",
  type: "sae",
  params: { k: "8" },
  tags: {},
  artifacts: [textArtifact("decoder.npy", "bytes")],
};
const dataset = { name: "toy", digest: "d".repeat(36), sourceType: "local", source: '{"uri":"x"}', context: "train" };

const pair = (name) => [cell(name, 0, { models: [model], datasets: [dataset] }), cell(name, 1)];

/** kill -9 before and after some of the requests of a small delivery: where something begins or ends, and in between. */
async function killed(server, client) {
  let kills = 0;
  for (let n = 1, more = true; more; n += 2) {
    const runs = pair(`killed ${n}`);
    const folder = await freshFolder();
    const states = await written(folder, runs);
    let victim;
    // Odd requests are not done, and those after them are done, but not answered.
    const proxy = await forward(server.uri, (at, done) => {
      const hit = done ? at === n + 1 : at === n && n % 4 === 1;
      if (hit) victim.process.kill("SIGKILL");
      return hit;
    });
    victim = child(join(folder, "tracking"), proxy.uri, states);
    more = (await victim.ended) === "SIGKILL";
    kills += more ? 1 : 0;
    await proxy.close();
    await deliverAll(join(folder, "tracking"), server.uri, runs);
    await assertShown(client, runs);
  }
  return kills;
}

/** Two processes at one outbox, and two outboxes with the same runs. */
async function atOnce(server, client) {
  for (const [name, folders] of [
    ["one outbox", 1],
    ["two outboxes", 2],
  ]) {
    const runs = cells(name, 12, { models: [model] });
    const places = await Promise.all(Array.from({ length: folders }, () => freshFolder()));
    const states = await written(places[0], runs);
    const both = [places[0], places.at(-1)].map((place) => child(join(place, "tracking"), server.uri, states));
    assert.deepEqual(await Promise.all(both.map(({ ended }) => ended)), [0, 0]);
    for (const place of places) await deliverAll(join(place, "tracking"), server.uri);
    await assertShown(client, runs);
  }
}

/** A server that is killed in the middle, and begins again. */
async function restarted(server, client) {
  const runs = cells("restarted", 24);
  const directory = join(await freshFolder(), "tracking");
  let death = Promise.resolve();
  let isDying = false;
  const proxy = await forward(server.uri, (n) => {
    if (n === 40) {
      isDying = true;
      death = server.kill();
    }
    return isDying;
  });
  const first = await deliver(directory, proxy.uri, runs);
  await death;
  await proxy.close();
  assert.ok(first.waiting > 0);
  assert.deepEqual(first.problems, ["TRACKING_UNREACHABLE"]);
  await server.start();
  // Its address was the proxy's: to the ledger this is another server, and what it has is found.
  assert.deepEqual(await deliver(directory, server.uri, runs, { all: true }), {
    delivered: 24,
    waiting: 0,
    problems: [],
  });
  await assertShown(client, runs);
}

/** Deleted runs and experiments come back when there is something new, and duplicates do not. */
async function deleted(server, client) {
  const directory = join(await freshFolder(), "tracking");
  const runs = cells("deleted", 8);
  await deliver(directory, server.uri, runs);
  const { experimentId } = await client.experiments.getByName("deleted");
  const [first] = await client.runs.search({ experimentIds: [experimentId], limit: 1 }).toArray();
  // A second run of a key, as a process makes that dies at once; found by whoever looks next.
  const double = await client.runs.create({
    experimentId,
    name: first.name,
    startTime: first.startTime + 1,
    tags: first.tags,
  });
  await client.runs.delete(first.runId);
  await client.runs.restore(first.runId);
  const news = runs.map((one) => ({ ...one, status: "FAILED" }));
  assert.equal((await deliver(directory, server.uri, news, { all: true })).waiting, 0);
  await assertShown(client, news);
  assert.equal((await client.runs.get(double.runId)).lifecycleStage, "deleted");
  await client.runs.delete(first.runId);
  assert.deepEqual((await deliver(directory, server.uri, runs)).problems, ["TRACKING_RESTORED"]);
  await assertShown(client, runs);
  await client.experiments.delete(experimentId);
  assert.deepEqual((await deliver(directory, server.uri, news)).problems, ["TRACKING_RESTORED"]);
  await assertShown(client, news);
}

const text = (seconds) => `${seconds.toFixed(1)} s`;

/** Seconds of both clients for the same runs, one after the other, and the server's own processor time. */
async function speed(server, count) {
  const python = await mlflowPython();
  const times = { node: [], python: [], nodeCpu: [], pythonCpu: [] };
  for (let round = 0; round < 2; round++) {
    const folder = await freshFolder();
    const before = server.cpuSeconds();
    const start = performance.now();
    assert.equal((await deliver(join(folder, "tracking"), server.uri, cells(`speed ${round}`, count))).waiting, 0);
    times.node.push((performance.now() - start) / 1000);
    const between = server.cpuSeconds();
    const states = await written(folder, cells("speed", count));
    const script = join(ROOT, "tests/real/tracking.py");
    const out = await run(python, [script, server.uri, states, `speed of Python ${round}`]);
    times.python.push(Number(out.trim().split("\n").at(-1)));
    times.nodeCpu.push(between - before);
    times.pythonCpu.push(server.cpuSeconds() - between);
  }
  const best = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, Math.min(...all)]));
  assert.ok(best.node <= best.python, `${best.node} s, and the official client took ${best.python} s`);
  return `${count} cells in ${text(best.node)} (server ${text(best.nodeCpu)}), Python ${text(best.python)} (server ${text(best.pythonCpu)})`;
}

/** Deliveries to a real server, through everything that can go wrong with it. */
export async function tracking() {
  const server = await startMlflow();
  const client = new MlflowClient({ uri: server.uri });
  try {
    const kills = await killed(server, client);
    const syncs = await syncKills(server, client, Number(process.env.TRACKING_KILLS ?? 12));
    await atOnce(server, client);
    await deleted(server, client);
    await restarted(server, client);
    const fast = await speed(server, Number(process.env.TRACKING_CELLS ?? 300));
    return `${kills} kills of a sender and ${syncs}, each run there once and whole; ${fast}`;
  } finally {
    await client.close();
    await server.stop();
  }
}
