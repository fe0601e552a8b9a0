import { MlflowClient, MlflowError } from "@goldilocks/mlflow-client";
import { MockAgent } from "undici";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { API, codeOf, errorOf, mockClient } from "./fixtures/mock.ts";

const PASSWORD = "hunter2 p@ss/wörd";
const TOKEN = "tok-0123456789";
const basic = Buffer.from(`me:${PASSWORD}`).toString("base64");
const withPassword = `http://me:${encodeURIComponent(PASSWORD)}@mlflow.test:5000`;
const secrets = [PASSWORD, encodeURIComponent(PASSWORD), basic, TOKEN, "hunter2"];

/** Everything a person or a log could see of something. */
function shown(thing: unknown): string {
  const texts = [inspect(thing, { depth: 20, showHidden: true }), JSON.stringify(thing), String(thing)];
  if (thing instanceof Error) texts.push(thing.stack ?? "", shown(thing.cause));
  return texts.join("\n");
}

const expectHidden = (thing: unknown) => {
  for (const secret of secrets) expect(shown(thing)).not.toContain(secret);
};

async function sentHeaders(options: Parameters<typeof mockClient>[0]): Promise<string> {
  const { client, pool } = mockClient(options);
  let sent = "";
  pool.intercept({ path: `${API}/experiments/search`, method: "POST" }).reply(200, (request) => {
    sent = JSON.stringify(request.headers);
    return "{}";
  });
  await client.server.reachable();
  return sent;
}

test("a name and password are sent as Basic, a token as Bearer, and those of the address come first", async () => {
  const auth = { username: "me", password: PASSWORD };
  expect(await sentHeaders({ auth })).toContain(`"authorization":"Basic ${basic}"`);
  expect(await sentHeaders({ auth: { token: TOKEN } })).toContain(`"authorization":"Bearer ${TOKEN}"`);
  expect(await sentHeaders({ uri: withPassword, auth: { token: TOKEN } })).toContain(`Basic ${basic}`);
  expect(await sentHeaders({})).not.toContain("authorization");
});

test("neither a client nor any of its parts shows who it is", () => {
  expectHidden(new MlflowClient({ uri: withPassword }));
  const auth = { username: "me", password: PASSWORD };
  const own = new MlflowClient({
    uri: "https://mlflow.test",
    auth,
    headers: { "x-secret": TOKEN },
    proxy: { https: `http://me:${encodeURIComponent(PASSWORD)}@proxy.test:1` },
  });
  expectHidden(own);
  expect(own.uri).toBe("https://mlflow.test");
});

test("no error shows credentials, whatever went wrong", async () => {
  const bodies = [
    `Authorization: Basic ${basic} was refused`,
    JSON.stringify({ error_code: "X", message: `bad password ${PASSWORD}, ${TOKEN}` }),
  ];
  for (const body of bodies) {
    const { client, pool } = mockClient({ uri: withPassword, headers: { "x-key": TOKEN } });
    pool.intercept({ path: `${API}/experiments/search`, method: "POST" }).reply(401, body);
    const error = await errorOf(client.server.reachable());
    expect(error.code).toBe("MLFLOW_UNAUTHENTICATED");
    expectHidden(error);
  }
  const { client } = mockClient({ uri: withPassword });
  expectHidden(await errorOf(client.server.reachable()));
});

test.each([
  ["ftp://me:hunter2@host", "MLFLOW_BAD_ADDRESS"],
  ["http://me:hunter2@host/?token=tok-0123456789", "MLFLOW_BAD_ADDRESS"],
  ["http://host/#hunter2", "MLFLOW_BAD_ADDRESS"],
  ["me:hunter2@host:5000", "MLFLOW_BAD_ADDRESS"],
  ["http://me:hunter2@", "MLFLOW_BAD_ADDRESS"],
  ["http://me:hunter2@host:port", "MLFLOW_BAD_ADDRESS"],
  ["databricks://hunter2", "MLFLOW_BAD_ADDRESS"],
  ["./mlruns", "MLFLOW_BAD_ADDRESS"],
  ["", "MLFLOW_BAD_ADDRESS"],
])("the address %s is refused without being shown", async (uri, code) => {
  const error = await errorOf(() => new MlflowClient({ uri }));
  expect(error).toBeInstanceOf(MlflowError);
  expect(error.code).toBe(code);
  expectHidden(error);
});

test("what no header can carry is refused without being shown", async () => {
  const uri = "http://mlflow.test";
  for (const options of [
    { auth: { token: "hunter2\r\nx: y" } },
    { auth: { token: "" } },
    { auth: { username: "a:b", password: "hunter2" } },
    { headers: { "x-a": "hunter2\n" } },
    { headers: { "a b": "hunter2" } },
    { proxy: { http: "http://me:hunter2@proxy:port" } },
  ]) {
    const error = await errorOf(() => new MlflowClient({ uri, ...options }));
    expect(error.code).toBe("MLFLOW_BAD_OPTION");
    expectHidden(error);
  }
  expect(await codeOf(() => new MlflowClient({ uri, retries: 3 } as never))).toBe("MLFLOW_UNKNOWN_FIELD");
});

test("a prefix of the address stays before every path", async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent.get("https://host").intercept({ path: "/team/mlflow/version" }).reply(200, "3.0.0");
  const client = new MlflowClient({ uri: "https://host/team/mlflow/", dispatcher: agent });
  expect(await client.server.version()).toBe("3.0.0");
  expect(client.uri).toBe("https://host/team/mlflow");
});
