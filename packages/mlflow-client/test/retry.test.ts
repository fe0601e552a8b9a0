import { MlflowClient, type MlflowError, type RetryReport } from "@goldilocks/mlflow-client";
import { type MockPool } from "undici";
import { expect, test } from "vitest";
import { API, codeOf, errorOf, mockClient, wireRun } from "./fixtures/mock.ts";

const post = (pool: MockPool, call: string) => pool.intercept({ path: `${API}/${call}`, method: "POST" });
const lost = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

test.each([408, 429, 500, 502, 503, 504])("a log-batch that met status %i is sent again", async (status) => {
  const { client, pool, pauses } = mockClient();
  post(pool, "runs/log-batch").reply(status, "").times(3);
  post(pool, "runs/log-batch").reply(200, {});
  await client.runs.logBatch("r", { tags: { a: "b" } });
  expect(pauses).toEqual([250, 500, 1000]);
});

test.each([400, 401, 403, 404, 409, 413, 501])("status %i is not answered with another attempt", async (status) => {
  const { client, pool, pauses } = mockClient();
  post(pool, "runs/log-batch").reply(status, "");
  expect((await errorOf(client.runs.logBatch("r", { tags: { a: "b" } }))).status).toBe(status);
  expect(pauses).toEqual([]);
});

test("patience ends after the attempts that were asked for, with the last error", async () => {
  const { client, pool, pauses } = mockClient({ retry: { retries: 2, firstDelay: 10 } });
  post(pool, "runs/log-batch").reply(500, "").times(2);
  post(pool, "runs/log-batch").reply(503, "");
  expect((await errorOf(client.runs.logBatch("r", { tags: { a: "b" } }))).status).toBe(503);
  expect(pauses).toEqual([10, 20]);
  post(pool, "runs/log-batch").reply(500, "");
  expect(await codeOf(client.runs.logBatch("r", { tags: { a: "b" } }, { retries: 0 }))).toBe("MLFLOW_SERVER_ERROR");
});

test("pauses grow to their limit, and a part of them is random", async () => {
  const { client, pool, pauses } = mockClient({
    retry: { retries: 4, firstDelay: 100, maxDelay: 300 },
    random: () => 0.5,
  });
  post(pool, "runs/log-batch").reply(500, "").times(5);
  await errorOf(client.runs.logBatch("r", { tags: { a: "b" } }));
  expect(pauses).toEqual([75, 150, 225, 225]);
});

/** What a client does that is asked to come back later. */
async function asked(value: string) {
  const { client, pool, pauses } = mockClient();
  post(pool, "runs/set-tag").reply(429, "", { headers: { "retry-after": value } });
  post(pool, "runs/set-tag").reply(200, {});
  const error = await client.runs.setTag("r", "a", "b").catch((failure: MlflowError) => failure);
  return { pauses, error };
}

test("the server's Retry-After decides, in seconds or as a date, unless it asks for too much", async () => {
  expect((await asked("2")).pauses).toEqual([2000]);
  expect((await asked("0")).pauses).toEqual([0]);
  expect((await asked(new Date(Date.now() - 60_000).toUTCString())).pauses).toEqual([0]);
  const [until] = (await asked(new Date(Date.now() + 20_000).toUTCString())).pauses;
  expect(until).toBeGreaterThan(10_000);
  expect(until).toBeLessThanOrEqual(20_000);
  const { error, pauses } = await asked("3600");
  expect(pauses).toEqual([]);
  expect(error).toMatchObject({ code: "MLFLOW_RATE_LIMITED", retryAfter: 3_600_000, retryable: true });
});

test("a run is not made again when the first request may have made it", async () => {
  for (const fail of [
    (pool: MockPool) => post(pool, "runs/create").reply(500, ""),
    (pool: MockPool) => post(pool, "runs/create").reply(503, ""),
    (pool: MockPool) => post(pool, "runs/create").reply(504, ""),
    (pool: MockPool) => post(pool, "runs/create").replyWithError(lost),
  ]) {
    const { client, pool, pauses } = mockClient();
    fail(pool);
    const error = await errorOf(client.runs.create({ experimentId: "1" }));
    expect(error.retryable).toBe(true);
    expect(pauses).toEqual([]);
  }
});

test("a run is made again when the first request surely made none", async () => {
  const { client, pool, pauses } = mockClient();
  post(pool, "runs/create").replyWithError(refused);
  post(pool, "runs/create").reply(429, "");
  post(pool, "runs/create").reply(200, { run: wireRun("r1") });
  expect((await client.runs.create({ experimentId: "1" })).runId).toBe("r1");
  expect(pauses).toHaveLength(2);
});

test("models and experiments are made once too", async () => {
  const { client, pool, pauses } = mockClient();
  post(pool, "logged-models").reply(500, "");
  post(pool, "experiments/create").reply(500, "");
  expect(await codeOf(client.models.create({ experimentId: "1" }))).toBe("MLFLOW_SERVER_ERROR");
  expect(await codeOf(client.experiments.create({ name: "a" }))).toBe("MLFLOW_SERVER_ERROR");
  expect(pauses).toEqual([]);
});

test("ensure finds the experiment that a lost answer, or another client, made", async () => {
  const { client, pool } = mockClient();
  const path = `${API}/experiments/get-by-name?experiment_name=a%20b`;
  const none = { error_code: "RESOURCE_DOES_NOT_EXIST", message: "none" };
  const experiment = { experiment_id: "7", name: "a b", lifecycle_stage: "active" };
  pool.intercept({ path, method: "GET" }).reply(404, none);
  post(pool, "experiments/create").replyWithError(lost);
  post(pool, "experiments/create").reply(400, { error_code: "RESOURCE_ALREADY_EXISTS", message: "there" });
  pool.intercept({ path, method: "GET" }).reply(200, { experiment });
  expect((await client.experiments.ensure({ name: "a b" })).experimentId).toBe("7");
  pool.intercept({ path, method: "GET" }).reply(200, { experiment: { ...experiment, lifecycle_stage: "deleted" } });
  expect(await codeOf(client.experiments.ensure({ name: "a b" }))).toBe("MLFLOW_ALREADY_EXISTS");
});

test("not found is done when a deletion is repeated, and an error when it is not", async () => {
  const gone = { error_code: "RESOURCE_DOES_NOT_EXIST", message: "no tag" };
  const { client, pool } = mockClient();
  post(pool, "runs/delete-tag").replyWithError(lost);
  post(pool, "runs/delete-tag").reply(404, gone);
  await client.runs.deleteTag("r", "a");
  post(pool, "runs/delete-tag").reply(404, gone);
  expect(await codeOf(client.runs.deleteTag("r", "a"))).toBe("MLFLOW_NOT_FOUND");
});

test("an output that the server has already is not an error, and the others are sent", async () => {
  const { client, pool } = mockClient();
  const bodies: string[] = [];
  const refusal = { error_code: "BAD_REQUEST", message: "UNIQUE constraint failed" };
  post(pool, "runs/outputs").reply(400, refusal);
  const outputs = { model_outputs: [{ model_id: "m-1", step: 3 }] };
  pool
    .intercept({ path: `${API}/runs/get?run_id=r` })
    .reply(200, { run: wireRun("r", { outputs }) })
    .persist();
  post(pool, "runs/outputs").reply(200, (request: { body?: unknown }) => {
    bodies.push(String(request.body));
    return "{}";
  });
  await client.runs.logOutputs("r", [
    { modelId: "m-1", step: 3 },
    { modelId: "m-2", step: 4 },
  ]);
  expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([
    { run_id: "r", models: [{ model_id: "m-2", step: 4 }] },
  ]);
  post(pool, "runs/outputs").reply(400, refusal);
  expect(await codeOf(client.runs.logOutputs("r", [{ modelId: "m-3", step: 0 }]))).toBe("MLFLOW_REJECTED");
});

test("each new attempt is reported before it is made", async () => {
  const reports: RetryReport[] = [];
  const { client, pool } = mockClient({ onRetry: (report) => reports.push(report) });
  post(pool, "runs/set-tag").replyWithError(refused);
  post(pool, "runs/set-tag").reply(503, "");
  post(pool, "runs/set-tag").reply(200, {});
  await client.runs.setTag("r", "a", "b");
  expect(reports.map(({ error, attempt, delay }) => [error.code, attempt, delay])).toEqual([
    ["MLFLOW_UNREACHABLE", 1, 250],
    ["MLFLOW_SERVER_ERROR", 2, 500],
  ]);
});

test("a signal ends a call before it, and in a pause, with its own reason", async () => {
  const reason = new Error("enough");
  const { client } = mockClient();
  expect(await errorOf(client.runs.setTag("r", "a", "b", { signal: AbortSignal.abort(reason) }))).toBe(reason);
  const waiting = mockClient();
  // The pause of a client that really waits.
  const patient = new MlflowClient({ uri: "http://mlflow.test:5000", dispatcher: waiting.agent });
  post(waiting.pool, "runs/set-tag").reply(503, "", { headers: { "retry-after": "20" } });
  const controller = new AbortController();
  const call = patient.runs.setTag("r", "a", "b", { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 50);
  expect(await errorOf(call)).toBe(reason);
});
