// `exp sync` is killed at requests and at changes of the disk, with a real server behind it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exp, freshFolder, ROOT } from "./exp.mjs";
import { KILL_SELF } from "./faults/workplace.mjs";
import { forward } from "./forward.mjs";

const MAIN = join(ROOT, "packages/cli/dist/main.js");
const NAME = "killed while it is delivered";

/** Starts `exp sync`; `end` resolves with how it ended and what it printed. */
function sync(store, uri, env = {}) {
  const child = spawn(process.execPath, [MAIN, "sync", "--json"], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: ROOT, GOLDILOCKS_STORE: store, MLFLOW_TRACKING_URI: uri, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const end = new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ end: signal ?? code, output, errors }));
  });
  return { child, end };
}

const point = ({ key, step, value }) => `${key} ${step} ${value}`;

/** All that the server shows of the experiment, by run key; a run that is there twice is an error. */
async function shown(client) {
  const { experimentId } = await client.experiments.getByName(NAME);
  const found = new Map();
  for await (const run of client.runs.search({ experimentIds: [experimentId] })) {
    const key = run.tags["goldilocks.run_key"];
    assert.ok(!found.has(key), `${run.name} is there twice`);
    const files = [];
    for await (const { path, bytes } of client.artifacts.walk({ runId: run.runId })) files.push(`${path} ${bytes}`);
    const own = Object.entries(run.tags).filter(([name]) => name.startsWith("goldilocks."));
    found.set(key, {
      name: run.name,
      status: run.status,
      params: run.params,
      tags: Object.fromEntries(own),
      points: run.metrics.map((one) => point(one)).toSorted(),
      datasets: run.datasets.map(({ name, digest }) => `${name} ${digest}`).toSorted(),
      models: run.modelOutputs.length,
      files: files.toSorted(),
    });
  }
  return { experimentId, runs: new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Makes the name free for the next delivery. */
let renamed = 0;
const setAside = (client, experimentId) => client.experiments.rename(experimentId, `${NAME} ${++renamed}`);

/** An outbox that waits, what a server shows of it when nobody disturbs the delivery, and how many requests and changes that took. */
async function undisturbed(server, client) {
  const store = await freshFolder();
  await exp([join(ROOT, "tests/real/tiny.yaml"), "--out", join(store, "results")], {
    store,
    env: { MLFLOW_EXPERIMENT_NAME: NAME },
  });
  const copy = await freshFolder();
  await cp(store, copy, { recursive: true });
  const log = join(copy, "changes.log");
  const proxy = await forward(server.uri, () => false);
  const { end, output, errors } = await sync(copy, proxy.uri, {
    NODE_OPTIONS: `--import ${KILL_SELF}`,
    KILL_LOG: log,
  }).end;
  assert.equal(end, 0, errors);
  const { delivered } = JSON.parse(output);
  const requests = proxy.count;
  await proxy.close();
  const { experimentId, runs } = await shown(client);
  assert.equal(runs.size, delivered);
  await setAside(client, experimentId);
  return { store, runs, requests, changes: Number(await readFile(log, "utf8")) };
}

/** Delivers a copy of the outbox, is killed at most once, then delivers again, and again. Returns whether it was killed. */
async function life(server, client, expected, kill) {
  const store = await freshFolder();
  await cp(expected.store, store, { recursive: true });
  let victim;
  const proxy = await forward(server.uri, (n, done) => {
    const hit = n === kill.request && done === kill.done;
    if (hit) victim.child.kill("SIGKILL");
    return hit;
  });
  const env = kill.change === undefined ? {} : { NODE_OPTIONS: `--import ${KILL_SELF}`, KILL_AT: String(kill.change) };
  victim = sync(store, proxy.uri, env);
  const first = await victim.end;
  for (const nothing of [false, true]) {
    kill = {};
    const { end, output, errors } = await sync(store, proxy.uri).end;
    assert.equal(end, 0, errors);
    const report = JSON.parse(output);
    assert.equal(report.waiting, 0, output);
    assert.equal(report.problem, null, output);
    if (nothing) assert.equal(report.delivered, 0, output);
  }
  await proxy.close();
  const { experimentId, runs } = await shown(client);
  assert.deepEqual(runs, expected.runs);
  await setAside(client, experimentId);
  return first.end === "SIGKILL";
}

/** Numbers in [0, 1) that are the same in every run of the check. */
function drawn(seed) {
  let n = seed;
  return () => {
    n = (n + 0x9e3779b9) | 0;
    let k = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
    k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
    return ((k ^ (k >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Kills so many deliveries: a third each before and after a request was answered, and at a change of the disk. */
export async function syncKills(server, client, count) {
  const random = drawn(20_261_129);
  const expected = await undisturbed(server, client);
  const killed = { "before a request": 0, "after a request": 0, "at a change of the disk": 0 };
  for (let n = 0; n < count; n++) {
    const request = 1 + Math.floor(random() * expected.requests);
    const change = 1 + Math.floor(random() * expected.changes);
    const kinds = Object.entries({
      "before a request": { request, done: false },
      "after a request": { request, done: true },
      "at a change of the disk": { change },
    });
    const [name, kill] = kinds[n % kinds.length];
    if (await life(server, client, expected, kill)) killed[name] += 1;
  }
  const total = Object.values(killed).reduce((sum, one) => sum + one, 0);
  assert.ok(total > count / 2, `${total} of ${count} were killed`);
  const named = Object.entries(killed).map(([name, one]) => `${one} ${name}`);
  return `${total} kills of exp sync (${named.join(", ")})`;
}
