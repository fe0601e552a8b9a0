// Runs to be tracked, and what is wrong with what a server shows of them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mlflowKey } from "@goldilocks/tracking";

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

const T0 = 1_795_353_302_000;

export const textArtifact = (path, text) => ({
  path,
  source: { kind: "text", text },
  digest: sha256(text),
  bytes: Buffer.byteLength(text),
  mediaType: "text/plain",
});

/** The n-th of an experiment's runs: 12 params, 200 points, one artifact, and what `change` says. */
export function cell(experiment, n, change = {}) {
  const keys = ["mmcs.truth", "l0", "train/loss", "a[0]=α"].map((name) => mlflowKey(name));
  return {
    runKey: sha256(`${experiment} ${n}`),
    experiment: {
      name: experiment,
      tags: {},
    },
    group: sha256(experiment),
    name: `cell ${n}`,
    status: "FINISHED",
    started: T0,
    ended: T0 + 1e3,
    tags: {
      "goldilocks.kind": "cell",
      "mlflow.user": "me",
    },
    params: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`axis.p${i}`, String((n * i) / 7)])),
    metrics: Array.from({ length: 200 }, (_, i) => ({
      key: keys[i % 4],
      value: Math.sin(n * 1e3 + i),
      step: i,
      timestamp: T0 + i,
    })),
    datasets: [],
    artifacts: [textArtifact("notes.md", `cell ${n}`)],
    models: [],
    ...change,
  };
}

export const cells = (experiment, count, change) =>
  Array.from({ length: count }, (_, n) => cell(experiment, n, change));

const point = ({ key, step, value }) => `${key} ${step} ${value}`;

async function assertRun(client, wanted, there) {
  assert.equal(there.length, 1, `${wanted.name} is there ${there.length} times`);
  const [run] = there;
  assert.equal(run.status, wanted.status, wanted.name);
  assert.deepEqual(run.params, wanted.params);
  for (const [key, value] of Object.entries(wanted.tags)) assert.equal(run.tags[key], value);
  const points = [];
  for (const key of new Set(wanted.metrics.map((metric) => metric.key))) {
    points.push(...(await client.metrics.history(run.runId, key).toArray()).map((one) => point(one)));
  }
  assert.deepEqual(new Set(points), new Set(wanted.metrics.map((one) => point(one))), wanted.name);
  assert.equal(points.length, wanted.metrics.length, wanted.name);
  assert.equal(run.datasets.length, wanted.datasets.length);
  for (const { path, digest } of wanted.artifacts)
    await client.artifacts.read({ runId: run.runId }, path, { sha256: digest });
  const filter = `source_run_id = '${run.runId}'`;
  const models = await client.models.search({ experimentIds: [run.experimentId], filter }).toArray();
  assert.equal(models.length, wanted.models.length);
  for (const { modelId, status, tags } of models) {
    assert.equal(status, "LOGGED_MODEL_READY");
    assert.ok(run.modelOutputs.some((output) => output.modelId === modelId));
    const { artifacts } = wanted.models.find(({ key }) => key === tags["goldilocks.model_key"]);
    for (const { path, digest } of artifacts) await client.artifacts.read({ modelId }, path, { sha256: digest });
  }
}

/** That each run is there once, with every point and the same bytes; and no other. */
export async function assertShown(client, wanted) {
  const { experimentId } = await client.experiments.getByName(wanted[0].experiment.name);
  const all = await client.runs.search({ experimentIds: [experimentId] }).toArray();
  assert.equal(all.length, wanted.length);
  for (const run of wanted) {
    const there = all.filter(({ tags }) => tags["goldilocks.run_key"] === run.runKey);
    await assertRun(client, run, there);
  }
  return experimentId;
}
