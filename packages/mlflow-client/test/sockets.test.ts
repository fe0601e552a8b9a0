import { MlflowClient, type ClientOptions } from "@goldilocks/mlflow-client";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { codeOf, errorOf } from "./fixtures/mock.ts";
import { listen, type Handler } from "./fixtures/server.ts";

const pem = (name: string) => readFileSync(new URL(`fixtures/tls/${name}.pem`, import.meta.url), "utf8");
const version: Handler = (_request, response) => response.end("3.17.2");

function clientOf(uri: string, options: Partial<ClientOptions> = {}): MlflowClient {
  const client = new MlflowClient({ uri, retry: { retries: 0 }, ...options });
  onTestFinished(() => client.close());
  return client;
}

test("a server that is not there is unreachable, and that can be tried again", async () => {
  const { port } = await listen(version);
  expect(await clientOf(`http://127.0.0.1:${port}`).server.version()).toBe("3.17.2");
  const error = await errorOf(clientOf("http://127.0.0.1:1").server.version());
  expect(error).toMatchObject({ code: "MLFLOW_UNREACHABLE", retryable: true });
  expect(await codeOf(clientOf("http://host.invalid").server.version())).toBe("MLFLOW_UNREACHABLE");
});

test("a server that says nothing, or stops in the middle, runs out of time", async () => {
  const silent = await listen(() => undefined);
  const timeouts = { headers: 300, body: 300 };
  const error = await errorOf(clientOf(`http://127.0.0.1:${silent.port}`, { timeouts }).server.version());
  expect(error).toMatchObject({ code: "MLFLOW_TIMEOUT", retryable: true });
  const slow = await listen((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("3.");
  });
  expect(await codeOf(clientOf(`http://127.0.0.1:${slow.port}`, { timeouts }).server.reachable())).toBe(
    "MLFLOW_TIMEOUT",
  );
});

test("a connection that ends before or in the answer is lost, and a repeatable request is sent again", async () => {
  let requests = 0;
  const { port } = await listen((request, response) => {
    requests++;
    if (requests === 1) request.socket.destroy();
    else if (requests === 2) {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => request.socket.destroy());
    } else response.end("{}");
  });
  const uri = `http://127.0.0.1:${port}`;
  await clientOf(uri, { retry: { retries: 2, firstDelay: 1 } }).server.reachable();
  expect(requests).toBe(3);
  requests = 0;
  const error = await errorOf(
    clientOf(uri, { retry: { retries: 5, firstDelay: 1 } }).runs.create({ experimentId: "1" }),
  );
  expect(error).toMatchObject({ code: "MLFLOW_CONNECTION_LOST", retryable: true });
  expect(requests).toBe(1);
});

test("a signal ends a request that is under way", async () => {
  const { port } = await listen(() => undefined);
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  const call = clientOf(`http://127.0.0.1:${port}`).server.version({ signal: controller.signal });
  expect(await errorOf(call)).toBe(reason);
});

test("a certificate of one's own authority is trusted when it is named, and no other", async () => {
  const { port } = await listen(version, { cert: pem("server"), key: pem("server") });
  const uri = `https://localhost:${port}`;
  expect(await errorOf(clientOf(uri).server.version())).toMatchObject({ code: "MLFLOW_TLS", retryable: false });
  expect(await clientOf(uri, { tls: { ca: pem("ca") } }).server.version()).toBe("3.17.2");
  expect(await clientOf(uri, { tls: { insecure: true } }).server.version()).toBe("3.17.2");
});

test("a client's certificate is shown to a server that asks for one", async () => {
  const { port } = await listen(version, {
    cert: pem("server"),
    key: pem("server"),
    ca: pem("ca"),
    requestCert: true,
    rejectUnauthorized: true,
  });
  const uri = `https://localhost:${port}`;
  const tls = { ca: pem("ca") };
  // Under TLS 1.3 the server refuses after the client took the connection for made.
  expect(["MLFLOW_TLS", "MLFLOW_CONNECTION_LOST"]).toContain(await codeOf(clientOf(uri, { tls }).server.version()));
  const own = { ...tls, cert: pem("client"), key: pem("client") };
  expect(await clientOf(uri, { tls: own }).server.version()).toBe("3.17.2");
});

/** A proxy that passes plain HTTP on and tunnels the rest, and writes down what it was asked. */
async function proxy(target: number): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const { port } = await listen((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    response.end("3.17.2");
  });
  const { createServer } = await import("node:http");
  const tunnel = createServer();
  tunnel.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.headers["proxy-authorization"] ?? ""}`.trim());
    const upstream = connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    for (const end of [upstream, socket]) end.on("error", () => undefined);
    onTestFinished(() => {
      upstream.destroy();
    });
  });
  if (target === 0) return { port, seen };
  await new Promise<void>((resolve) => {
    tunnel.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    tunnel.close();
  });
  return { port: (tunnel.address() as { port: number }).port, seen };
}

test("plain requests go through the proxy, with its own credentials, unless the host needs none", async () => {
  const { port, seen } = await proxy(0);
  const http = `http://me:pw@127.0.0.1:${port}`;
  expect(await clientOf("http://mlflow.internal:5000", { proxy: { http } }).server.version()).toBe("3.17.2");
  const basic = Buffer.from("me:pw").toString("base64");
  expect(seen).toEqual([`GET http://mlflow.internal:5000/version Basic ${basic}`]);
  const none = clientOf("http://mlflow.invalid:5000", { proxy: { http, none: "other,mlflow.invalid" } });
  expect(await codeOf(none.server.version())).toBe("MLFLOW_UNREACHABLE");
  expect(seen).toHaveLength(1);
});

test("secure requests go through a tunnel of the proxy, and trust what the client trusts", async () => {
  const target = await listen(version, { cert: pem("server"), key: pem("server") });
  const { port, seen } = await proxy(target.port);
  const options = { proxy: { https: `127.0.0.1:${port}` } };
  const uri = `https://localhost:${target.port}`;
  expect(await clientOf(uri, { ...options, tls: { ca: pem("ca") } }).server.version()).toBe("3.17.2");
  expect(await codeOf(clientOf(uri, options).server.version())).toBe("MLFLOW_TLS");
  expect(seen).toEqual(["CONNECT", "CONNECT"]);
});

test("a proxy for plain requests is none for secure ones", async () => {
  const target = await listen(version, { cert: pem("server"), key: pem("server") });
  const client = clientOf(`https://localhost:${target.port}`, {
    proxy: { http: "http://127.0.0.1:1" },
    tls: { ca: pem("ca") },
  });
  expect(await client.server.version()).toBe("3.17.2");
});

test("a client that is closed says so", async () => {
  const { port } = await listen(version);
  const client = new MlflowClient({ uri: `http://127.0.0.1:${port}` });
  expect(await client.server.version()).toBe("3.17.2");
  await client.close();
  expect(await codeOf(client.server.version())).toBe("MLFLOW_CLOSED");
});
