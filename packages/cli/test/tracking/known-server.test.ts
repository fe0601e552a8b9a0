import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rememberServer } from "../../src/mlflow/running-server.ts";
import { knownServer } from "../../src/tracking/known-server.ts";
import { clientOf } from "../../src/tracking/outbox.ts";

let store: string;
let server: Server;
let address: string;
let seen: IncomingHttpHeaders[];

beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), "goldilocks-known-server-"));
  seen = [];
  server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(404, { "content-type": "application/json" });
    response.end(JSON.stringify({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "there is none" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const found = server.address();
  address = `http://127.0.0.1:${typeof found === "object" ? found?.port : 0}`;
});
afterEach(async () => {
  server.close();
  await rm(store, { recursive: true, force: true });
});

async function remember(named: string): Promise<void> {
  await mkdir(join(store, "tracking"), { recursive: true });
  await rememberServer(join(store, "tracking", "server.json"), { address: named, pid: process.pid });
}

/** Of another server; and a proxy where nobody listens. */
const ENV = { MLFLOW_TRACKING_TOKEN: "another-servers-token", http_proxy: "http://127.0.0.1:9" };

test("the workspace's own server is asked directly, and is told no credentials", async () => {
  await remember(address);
  const known = knownServer(ENV, { store });
  if (known === undefined) throw new Error("it is known");
  const client = await clientOf(known, ENV);
  expect(await client.experiments.getByName("any")).toBeUndefined();
  await client.close();
  expect(seen.map(({ authorization }) => authorization)).toEqual([undefined]);
});

test("a server that was configured is told who asks", async () => {
  const env = { MLFLOW_TRACKING_URI: address, MLFLOW_TRACKING_TOKEN: "its-token" };
  const known = knownServer(env, { store });
  if (known === undefined) throw new Error("it is known");
  const client = await clientOf(known, env);
  expect(await client.experiments.getByName("any")).toBeUndefined();
  await client.close();
  expect(seen.map(({ authorization }) => authorization)).toEqual(["Bearer its-token"]);
});

test("an address is shown without what may be a secret in it", () => {
  const env = { MLFLOW_TRACKING_URI: "https://ada:secret@mlflow.example/base/?token=secret#secret" };
  expect(knownServer(env, { store })?.shown).toBe("https://mlflow.example/base");
});

test.each([
  "https://elsewhere.example",
  "http://127.0.0.1:5000@elsewhere.example",
  "http://127.0.0.1.elsewhere.example:80",
])("a store that names a server elsewhere, %s, is not believed", async (named) => {
  await remember(named);
  expect(knownServer({}, { store })).toBeUndefined();
});

test.each([
  "nonsense",
  "htp://ada:secret@lab",
  "databricks",
  "sqlite:///mlflow.db",
  "https://mlflow.example/?token=secret",
])(
  "what is set as an address and is none, %s, sends nothing to the workspace's own server, and is not shown",
  async (set) => {
    await remember(address);
    const env = { MLFLOW_TRACKING_URI: set };
    const known = knownServer(env, { store });
    if (known === undefined) throw new Error("it is said");
    expect([known.isAddress, known.isOwn]).toEqual([false, false]);
    expect(known.shown).not.toContain("secret");
    await expect(clientOf(known, env)).rejects.toMatchObject({ code: "MLFLOW_BAD_ADDRESS" });
  },
);

test("an address that is set and empty is not set", async () => {
  await remember(address);
  expect(knownServer({ MLFLOW_TRACKING_URI: " " }, { store })?.isOwn).toBe(true);
});
