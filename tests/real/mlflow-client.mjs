import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { LIMITS, MlflowClient, quote } from "@goldilocks/mlflow-client";
import { ROOT } from "./exp.mjs";
import { MLFLOW_VERSION, startMlflow } from "./mlflow-server.mjs";

const NOW = 1_700_000_000_000;
const codeOf = (promise) =>
  promise.then(
    () => "none",
    ({ code }) => code,
  );
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function experiments({ experiments: calls, server }) {
  await server.reachable();
  assert.equal(await server.health(), true);
  assert.equal(await server.version(), MLFLOW_VERSION);
  assert.deepEqual(await server.info(), { storeType: "SqlStore", multipartUploads: false, workspaces: false });
  const experimentId = await calls.create({ name: "erste Übung", tags: { a: "x".repeat(LIMITS.experimentTagValue) } });
  assert.equal(await codeOf(calls.create({ name: "erste Übung" })), "MLFLOW_ALREADY_EXISTS");
  const both = await Promise.all([1, 2].map(() => calls.ensure({ name: "ensured", tags: { b: "c" } })));
  assert.equal(both[0].experimentId, both[1].experimentId);
  assert.deepEqual(await calls.ensure({ name: "ensured" }), both[0]);
  assert.equal(await calls.getByName("nobody's"), undefined);
  await calls.setTag(experimentId, "d/e", "f");
  await calls.deleteTag(experimentId, "a");
  await calls.rename(experimentId, "zweite Übung");
  assert.deepEqual((await calls.get(experimentId)).tags, { "d/e": "f" });
  await calls.delete(experimentId);
  assert.equal(await codeOf(calls.ensure({ name: "zweite Übung" })), "MLFLOW_ALREADY_EXISTS");
  await calls.restore(experimentId);
  const found = await calls.search({ filter: `name LIKE 'zweite%'`, pageSize: 1 }).toArray();
  assert.deepEqual(found, [await calls.getByName("zweite Übung")]);
  const all = await calls.search({ pageSize: 1, view: "ALL" }).toArray();
  assert.deepEqual(all.map(({ name }) => String(name)).toSorted(), ["Default", "ensured", "zweite Übung"]);
  assert.equal(await codeOf(calls.get("999")), "MLFLOW_NOT_FOUND");
  return experimentId;
}

/** A text of so many characters, among them such as UTF-16 needs two units for. */
const textOf = (start, length) =>
  Array.from(start.padEnd(3 * length, "é𝕏\n\u0001"))
    .slice(0, length)
    .join("");

const point = (key, value, step) => ({ key, value, step, timestamp: NOW + Math.abs(step) });

/** More of everything than one request takes, with the longest texts and the oddest keys that the server keeps. */
function largeBatch() {
  const params = Array.from({ length: 250 }, (_, at) => [`p/${at}`, textOf(`${at} `, LIMITS.paramValue)]);
  const tags = Array.from({ length: 150 }, (_, at) => [`t ${at}:${"k".repeat(200)}`, String(at)]);
  const loss = Array.from({ length: 2300 }, (_, step) => point("train/loss é", Math.PI / (step + 1), step));
  const values = [Number.NaN, 0, -1.5, 5e-324, 1.7976931348623157e308];
  const odd = values.map((value, at) => point("odd", value, at === 0 ? 0 : -at));
  return {
    params: Object.fromEntries([...params, ["α", ""]]),
    tags: Object.fromEntries(tags),
    metrics: [...loss, ...odd],
  };
}

async function runs({ runs: calls, metrics }, experimentId) {
  const made = await calls.create({ experimentId, name: "Lauf 'eins'", startTime: NOW, tags: { owner: `it's "me"` } });
  assert.deepEqual(
    [made.name, made.startTime, made.status, made.tags.owner],
    ["Lauf 'eins'", NOW, "RUNNING", `it's "me"`],
  );
  const { runId } = made;
  const batch = largeBatch();
  await calls.logBatch(runId, batch);
  await calls.logBatch(runId, batch);
  assert.equal(await codeOf(calls.logBatch(runId, { params: { α: "changed" } })), "MLFLOW_REJECTED");
  await calls.setTag(runId, "once", "x".repeat(LIMITS.tagValue));
  await calls.setTag(runId, "gone", "x");
  await calls.deleteTag(runId, "gone");
  const read = await calls.get(runId);
  assert.deepEqual(read.params, batch.params);
  const { "mlflow.runName": name, owner, once, ...others } = read.tags;
  assert.deepEqual([name, owner, once.length, others], ["Lauf 'eins'", `it's "me"`, LIMITS.tagValue, batch.tags]);
  const history = async (key, pageSize) => await metrics.history(runId, key, { pageSize }).toArray();
  assert.deepEqual(
    await history("train/loss é", 1000),
    batch.metrics.filter(({ key }) => key !== "odd"),
  );
  assert.deepEqual(
    await history("odd", 2),
    batch.metrics.filter(({ key }) => key === "odd"),
  );
  assert.deepEqual(await history("never", 2), []);
  await calls.update(runId, { status: "FINISHED", endTime: NOW + 5, name: "Lauf zwei" });
  const { status, endTime, name: renamed } = await calls.get(runId);
  assert.deepEqual([status, endTime, renamed], ["FINISHED", NOW + 5, "Lauf zwei"]);
  return runId;
}

async function searches({ runs: calls }, experimentId, runId) {
  const names = ["a", "it's", "b%", "ü"];
  const made = [];
  for (const value of names)
    made.push(await calls.create({ experimentId, startTime: NOW + 1 + made.length, tags: { which: value } }));
  for (const [at, value] of names.entries()) {
    const filter = `tags.\`which\` = ${quote(value)}`;
    assert.equal((await calls.search({ experimentIds: [experimentId], filter }).first())?.runId, made[at].runId);
  }
  const newest = calls.search({
    experimentIds: [experimentId],
    orderBy: ["attributes.start_time DESC"],
    pageSize: 2,
    limit: 4,
  });
  assert.deepEqual(
    (await newest.toArray()).map((run) => run.runId),
    made.toReversed().map((run) => run.runId),
  );
  await calls.delete(runId);
  await calls.delete(runId);
  assert.equal((await calls.get(runId)).lifecycleStage, "deleted");
  assert.equal(await codeOf(calls.setTag(runId, "a", "b")), "MLFLOW_REJECTED");
  const deleted = calls.search({ experimentIds: [experimentId], view: "DELETED_ONLY" });
  assert.deepEqual(
    (await deleted.toArray()).map((run) => run.runId),
    [runId],
  );
  await calls.restore(runId);
  assert.equal((await calls.search({ experimentIds: [experimentId] }).toArray()).length, 5);
}

async function inputsAndModels({ runs: calls, models, artifacts }, experimentId, runId) {
  const dataset = {
    name: "toy",
    digest: sha256("toy").slice(0, 36),
    sourceType: "local",
    source: '{"uri":"x"}',
    schema: "{}",
    profile: '{"num_rows":5}',
    context: "train",
    tags: { q: "r" },
  };
  const model = await models.create({
    experimentId,
    name: "sae",
    modelType: "sae",
    sourceRunId: runId,
    params: { k: "8" },
    tags: { a: "b" },
  });
  const other = await models.create({ experimentId, sourceRunId: runId });
  const { modelId } = model;
  const outputs = [
    { modelId, step: 3 },
    { modelId: other.modelId, step: 4 },
  ];
  await calls.logOutputs(runId, outputs.slice(0, 1));
  for (let times = 0; times < 2; times++) {
    await calls.logInputs(runId, { datasets: [dataset], models: [modelId] });
    await calls.logOutputs(runId, outputs);
  }
  const measured = {
    key: "mmcs",
    value: 0.5,
    step: 1,
    timestamp: NOW,
    modelId,
    datasetName: "toy",
    datasetDigest: dataset.digest,
  };
  await calls.logMetrics(runId, [measured]);
  const run = await calls.get(runId);
  assert.deepEqual(
    [run.datasets, run.modelInputs, run.modelOutputs.toSorted((a, b) => a.step - b.step)],
    [[dataset], [modelId], outputs],
  );
  await models.setTags(modelId, { c: "d" });
  await models.deleteTag(modelId, "a");
  await artifacts.upload({ modelId }, "weights/w.bin", randomBytes(9));
  assert.deepEqual(await artifacts.list({ modelId }, "weights").toArray(), [
    { path: "weights/w.bin", isFolder: false, bytes: 9 },
  ]);
  assert.equal((await models.finalize(modelId, "LOGGED_MODEL_READY")).status, "LOGGED_MODEL_READY");
  const { tags, params, sourceRunId, modelType } = await models.get(modelId);
  assert.deepEqual([tags, params, sourceRunId, modelType], [{ c: "d" }, { k: "8" }, runId, "sae"]);
  const found = await models
    .search({
      experimentIds: [experimentId],
      filter: "name = 'sae'",
      orderBy: [{ field: "creation_timestamp" }],
      pageSize: 1,
    })
    .toArray();
  assert.deepEqual(
    found.map(({ metrics }) => metrics[0]?.value),
    [0.5],
  );
  await models.delete(other.modelId);
  assert.equal(await codeOf(models.get(other.modelId)), "MLFLOW_NOT_FOUND");
}

async function files({ artifacts }, runId, folder) {
  const place = { runId };
  const bytes = randomBytes(20_000_000);
  const file = join(folder, "large.bin");
  await writeFile(file, bytes);
  const sent = await artifacts.upload(place, "deep/er/large.bin", { file }, { sha256: sha256(bytes) });
  assert.deepEqual(sent, { path: "deep/er/large.bin", bytes: bytes.length, sha256: sha256(bytes) });
  await artifacts.upload(place, "stream", { stream: new Blob([bytes.subarray(0, 99_999)]).stream() });
  const names = ["a b/ü?&=+;'\"~.svg", "100%", "50% off", ".hidden", "e\u0301"];
  for (const name of names) await artifacts.upload(place, name, Buffer.from(name), { verify: "size" });
  for (const name of names) assert.equal(String(Buffer.from(await artifacts.read(place, name))), name);
  const walked = [];
  for await (const { path } of artifacts.walk(place)) walked.push(path);
  assert.deepEqual(new Set(walked), new Set([...names, "deep/er/large.bin", "stream"]));
  await artifacts.delete(place, "deep");
  assert.equal(await codeOf(artifacts.read(place, "deep/er/large.bin")), "MLFLOW_NOT_FOUND");
}

/** What the client refuses is what this server would take and change: should that end, the refusal may end too. */
async function damages(uri, runId, artifactUri) {
  const api = `${uri}/api/2.0`;
  const send = (body) =>
    fetch(`${api}/mlflow/runs/log-batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ run_id: runId, ...body }),
    });
  const answers = await Promise.all([
    send({ params: [{ key: "cut", value: "x".repeat(6001) }] }),
    send({ metrics: [{ key: "cut", value: "Infinity", step: 0.5, timestamp: NOW }] }),
    fetch(`${api}/mlflow-artifacts/artifacts${artifactUri.slice("mlflow-artifacts:".length)}/a%2541`, {
      method: "PUT",
      body: "x",
    }),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  const client = new MlflowClient({ uri });
  const { params, metrics } = await client.runs.get(runId);
  assert.equal(params.cut.length, 6000);
  const { value, step } = metrics.find(({ key }) => key === "cut");
  assert.deepEqual([Number.isFinite(value), step], [true, 0]);
  assert.equal((await client.artifacts.read({ runId }, "aA")).length, 1);
  await client.close();
}

/** The server is killed and started again while a run is logged: nothing is lost, nothing is there twice. */
async function restarted(server, experimentId) {
  let attempts = 0;
  const client = new MlflowClient({
    uri: server.uri,
    retry: { retries: 300, maxDelay: 500 },
    onRetry: () => attempts++,
  });
  const { runId } = await client.runs.create({ experimentId });
  const metrics = Array.from({ length: 20_000 }, (_, step) => ({ key: "m", value: step, step, timestamp: NOW }));
  const logging = client.runs.logMetrics(runId, metrics);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await server.kill();
  await server.start();
  await logging;
  assert.ok(attempts > 0);
  const history = await client.metrics.history(runId, "m", { pageSize: 7000 }).toArray();
  assert.deepEqual(
    history.map(({ step }) => step).toSorted((a, b) => a - b),
    metrics.map(({ step }) => step),
  );
  await client.close();
}

async function readme(uri) {
  const folder = join(ROOT, "packages/mlflow-client");
  const text = await readFile(join(folder, "README.md"), "utf8");
  const [, example, printed] = /```js\n(.*?)```\n\n```\n(.*?)```/su.exec(text);
  const env = { ...process.env, MLFLOW_TRACKING_URI: uri };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", example], {
    cwd: join(folder, "test"),
    env,
  });
  assert.equal(stdout, printed);
}

/** MLflow's own Basic authentication: it covers every call and artifacts, and knows no Bearer. */
async function basicAuth() {
  const [username, password] = ["root", "a long password 1"];
  const env = {
    MLFLOW_FLASK_SERVER_SECRET_KEY: "for a test",
    MLFLOW_AUTH_ADMIN_USERNAME: username,
    MLFLOW_AUTH_ADMIN_PASSWORD: password,
  };
  const server = await startMlflow({ args: ["--app-name", "basic-auth"], env });
  const uri = server.uri.replace("//", `//${username}:${encodeURIComponent(password)}@`);
  const client = new MlflowClient({ uri });
  try {
    for (const auth of [undefined, { token: "abc" }, { username, password: "another one 1" }]) {
      const stranger = new MlflowClient({ uri: server.uri, auth });
      assert.equal(await codeOf(stranger.server.reachable()), "MLFLOW_UNAUTHENTICATED");
      await stranger.close();
    }
    const { experimentId } = await client.experiments.ensure({ name: "mine" });
    const { runId } = await client.runs.create({ experimentId });
    await client.artifacts.upload({ runId }, "a", randomBytes(9));
  } finally {
    await client.close();
    await server.stop();
  }
}

/** Every call of the client against a real server, read back. */
export async function mlflowClient() {
  const server = await startMlflow();
  const client = new MlflowClient({ uri: server.uri });
  try {
    const experimentId = await experiments(client);
    const runId = await runs(client, experimentId);
    await searches(client, experimentId, runId);
    await inputsAndModels(client, experimentId, runId);
    await files(client, runId, server.folder);
    await damages(server.uri, runId, (await client.runs.get(runId)).artifactUri);
    await readme(server.uri);
    await restarted(server, experimentId);
  } catch (error) {
    throw new Error(`${error.stack}\n${server.log.slice(-1000)}`, { cause: error });
  } finally {
    await client.close();
    await server.stop();
  }
  await basicAuth();
  return `every call against MLflow ${MLFLOW_VERSION}, a server killed in the middle, and one with passwords`;
}
