import { expect, test } from "vitest";
import { API, codeOf, errorOf, HTML, mockClient, wireRun } from "./fixtures/mock.ts";

const get = `${API}/runs/get?run_id=r`;

async function answered(status: number, body: string | object, type = "application/json") {
  const { client, pool } = mockClient({ retry: { retries: 0 } });
  pool.intercept({ path: get }).reply(status, body, { headers: { "content-type": type } });
  return await errorOf(client.runs.get("r"));
}

test("an error carries the server's code, its words, the status and the request", async () => {
  const error = await answered(404, { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run with id=r not found" });
  expect(error).toMatchObject({
    code: "MLFLOW_NOT_FOUND",
    serverCode: "RESOURCE_DOES_NOT_EXIST",
    status: 404,
    request: "GET runs/get",
    retryable: false,
  });
  expect(error.message).toContain("Run with id=r not found");
});

test.each([
  [400, { error_code: "INVALID_PARAMETER_VALUE", message: "" }, "MLFLOW_REJECTED", false],
  [400, { error_code: "RESOURCE_ALREADY_EXISTS", message: "" }, "MLFLOW_ALREADY_EXISTS", false],
  [401, HTML, "MLFLOW_UNAUTHENTICATED", false],
  [401, "You are not authenticated.", "MLFLOW_UNAUTHENTICATED", false],
  [403, "Invalid Host header - possible DNS rebinding attack detected", "MLFLOW_FORBIDDEN", false],
  [404, HTML, "MLFLOW_BAD_RESPONSE", false],
  [404, { error_code: "ENDPOINT_NOT_FOUND" }, "MLFLOW_REJECTED", false],
  [413, HTML, "MLFLOW_REJECTED", false],
  [429, "", "MLFLOW_RATE_LIMITED", true],
  [500, { error_code: "INTERNAL_ERROR", message: "disk full" }, "MLFLOW_SERVER_ERROR", true],
  [500, "Internal Server Error", "MLFLOW_SERVER_ERROR", true],
  [501, { error_code: "NOT_IMPLEMENTED" }, "MLFLOW_SERVER_ERROR", false],
  [502, HTML, "MLFLOW_SERVER_ERROR", true],
  [302, "", "MLFLOW_BAD_RESPONSE", false],
  [200, HTML, "MLFLOW_BAD_RESPONSE", false],
  [200, "{", "MLFLOW_BAD_RESPONSE", false],
  [200, "null", "MLFLOW_BAD_RESPONSE", false],
  [200, "", "MLFLOW_BAD_RESPONSE", false],
])("status %i with %j is %s", async (status, body, code, retryable) => {
  const error = await answered(status, body, typeof body === "string" ? "text/html" : "application/json");
  expect(error).toMatchObject({ code, retryable });
  expect(error.message).not.toContain("<");
  expect(error.message.length).toBeLessThan(1000);
});

test.each([
  { info: {} },
  { info: { run_id: 5 } },
  { data: { params: [] } },
  wireRun("r", { data: { metrics: [{ key: "a", value: "many", step: 0, timestamp: 0 }] } }),
  wireRun("r", { data: { metrics: [{ key: "a", value: 1, step: 0.5, timestamp: 0 }] } }),
  wireRun("r", { data: { params: { a: "b" } } }),
  wireRun("r", { data: { tags: [{ value: "b" }] } }),
  wireRun("r", { inputs: { dataset_inputs: [{}] } }),
  [],
  "run",
])("a run of the shape %j is refused, and the place is named", async (run) => {
  const error = await answered(200, { run });
  expect(error.code).toBe("MLFLOW_BAD_RESPONSE");
  expect(error.message).toContain("run");
});

test("a status that nobody knows yet is refused", async () => {
  const run = {
    ...wireRun("r"),
    info: { run_id: "r", experiment_id: "1", status: "PAUSED", lifecycle_stage: "active" },
  };
  expect((await answered(200, { run })).message).toContain("run.info.status");
});

test("what protobuf writes as text or leaves out is read", async () => {
  const { client, pool } = mockClient();
  const data = {
    metrics: [
      { key: "a", value: "NaN", timestamp: "12", step: "-3" },
      { key: "b", value: 1.5, timestamp: 1 },
    ],
    params: [{ key: "empty" }, { key: "__proto__", value: "x" }],
  };
  pool.intercept({ path: get }).reply(200, { run: wireRun("r", { data }) });
  const run = await client.runs.get("r");
  expect(run.metrics).toEqual([
    { key: "a", value: Number.NaN, timestamp: 12, step: -3 },
    { key: "b", value: 1.5, timestamp: 1, step: 0 },
  ]);
  expect(Object.entries(run.params)).toEqual([
    ["empty", ""],
    ["__proto__", "x"],
  ]);
});

test("pages follow one another until there is no token, and each iteration begins anew", async () => {
  const { client, pool } = mockClient();
  const bodies: { page_token?: string; max_results: number }[] = [];
  const pages = [["a", "b"], [], ["c"]];
  pool
    .intercept({ path: `${API}/runs/search`, method: "POST" })
    .reply(200, (request: { body?: unknown }) => {
      const body = JSON.parse(String(request.body)) as { page_token?: string; max_results: number };
      bodies.push(body);
      const at = Number(body.page_token ?? 0);
      const next = at + 1 < pages.length ? { next_page_token: String(at + 1) } : {};
      return JSON.stringify({ runs: pages[at]?.slice(0, body.max_results).map((name) => wireRun(name)), ...next });
    })
    .persist();
  const search = client.runs.search({ experimentIds: ["1"], filter: "a", orderBy: ["b"], pageSize: 2, view: "ALL" });
  const found: string[] = [];
  for await (const { runId } of search) found.push(runId);
  expect(found).toEqual(["a", "b", "c"]);
  expect(bodies).toHaveLength(3);
  expect(bodies[0]).toEqual({
    experiment_ids: ["1"],
    filter: "a",
    order_by: ["b"],
    max_results: 2,
    run_view_type: "ALL",
  });
  expect((await search.toArray()).map(({ runId }) => runId)).toEqual(["a", "b", "c"]);
  expect((await search.first())?.runId).toBe("a");
  expect(bodies).toHaveLength(7);
  const limited = client.runs.search({ experimentIds: ["1"], limit: 1 });
  expect(await limited.toArray()).toHaveLength(1);
  expect(bodies).toHaveLength(8);
  expect(bodies[7]?.max_results).toBe(1);
});

test("a search that finds nothing is empty", async () => {
  const { client, pool } = mockClient();
  pool
    .intercept({ path: `${API}/runs/search`, method: "POST" })
    .reply(200, {})
    .persist();
  expect(await client.runs.search({ experimentIds: ["1"] }).toArray()).toEqual([]);
  expect(await client.runs.search({ experimentIds: ["1"] }).first()).toBeUndefined();
});

test("a server that gives the same page for ever is found out", async () => {
  const { client, pool } = mockClient();
  const path = `${API}/metrics/get-history`;
  pool
    .intercept({ path: (asked) => asked.startsWith(path) })
    .reply(200, { metrics: [{ key: "a", value: 1, timestamp: 1, step: 1 }], next_page_token: "again" })
    .persist();
  expect(await codeOf(client.metrics.history("r", "a").toArray())).toBe("MLFLOW_BAD_RESPONSE");
});

test("history asks with percent-encoded words", async () => {
  const { client, pool } = mockClient();
  pool
    .intercept({ path: `${API}/metrics/get-history?run_id=r&metric_key=train%2Fl0%20%C3%A9&max_results=10000` })
    .reply(200, { metrics: [{ key: "train/l0 é", value: 1, timestamp: 1, step: 1 }] });
  expect(await client.metrics.history("r", "train/l0 é").toArray()).toHaveLength(1);
});

test("what the server is, is asked once; an older one says nothing", async () => {
  const { client, pool } = mockClient();
  const at = "/api/3.0/mlflow/server-info";
  pool.intercept({ path: at }).reply(200, { store_type: "SqlStore", multipart_uploads_enabled: true });
  const info = { storeType: "SqlStore", multipartUploads: true, workspaces: false };
  expect([await client.server.info(), await client.server.info()]).toEqual([info, info]);
  const older = mockClient();
  older.pool.intercept({ path: at }).reply(404, HTML);
  expect((await older.client.server.info()).multipartUploads).toBe(false);
});

test("health and version are what they say, and a page is no version", async () => {
  const { client, pool } = mockClient({ retry: { retries: 0 } });
  pool.intercept({ path: "/health" }).reply(200, "OK");
  pool.intercept({ path: "/version" }).reply(200, "3.17.2");
  expect([await client.server.health(), await client.server.version()]).toEqual([true, "3.17.2"]);
  pool.intercept({ path: "/health" }).reply(500, "");
  pool.intercept({ path: "/version" }).reply(200, HTML);
  expect([await client.server.health(), await codeOf(client.server.version())]).toEqual([false, "MLFLOW_BAD_RESPONSE"]);
});
