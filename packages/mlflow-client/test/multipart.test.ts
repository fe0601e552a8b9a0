import { MlflowClient } from "@goldilocks/mlflow-client";
import { randomBytes } from "node:crypto";
import { type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { errorOf } from "./fixtures/mock.ts";
import { bodyOf, listen } from "./fixtures/server.ts";

const PART = 16 * 1024 * 1024;
const place = { artifactUri: "mlflow-artifacts:/1/r1/artifacts" };

/** An object store and an MLflow server that signs addresses of it; `fail` breaks some of the requests for parts. */
async function behindStore(fail: (part: string, attempt: number) => boolean = () => false) {
  const parts = new Map<string, Buffer>();
  const attempts = new Map<string, number>();
  const calls: { readonly call: string; readonly body: Record<string, unknown> }[] = [];
  let whole: Uint8Array = Buffer.alloc(0);
  const storeHeaders: IncomingMessage["headers"][] = [];
  const store = await listen((request, response) => {
    const part = new URL(request.url ?? "", "http://x").searchParams.get("part") ?? "";
    storeHeaders.push(request.headers);
    void (async () => {
      const body = await bodyOf(request);
      attempts.set(part, (attempts.get(part) ?? 0) + 1);
      if (fail(part, attempts.get(part) ?? 0)) response.statusCode = 503;
      else {
        parts.set(part, body);
        response.setHeader("etag", `"e${part}"`);
      }
      response.end();
    })();
  });
  const server = await listen((request, response) => {
    void bodyOf(request).then((received) => {
      const path = request.url ?? "";
      if (path.endsWith("server-info")) return response.end('{"multipart_uploads_enabled":true}');
      if (request.method === "GET") return response.end(whole);
      if (request.method === "PUT") {
        whole = received;
        return response.end("{}");
      }
      const body = JSON.parse(received.toString()) as Record<string, unknown>;
      const call = /mpu\/(?<call>\w+)\/(?<folder>.*)/u.exec(path)?.groups ?? {};
      calls.push({ call: `${call["call"]} ${call["folder"]}`, body });
      if (call["call"] === "complete")
        whole = Buffer.concat(["1", "2", "3"].map((part) => parts.get(part) ?? Buffer.alloc(0)));
      const credentials = ["1", "2", "3"].map((part) => ({
        url: `http://127.0.0.1:${store.port}/object?part=${part}&signature=s3cret`,
        part_number: Number(part),
        headers: { "x-signed": part },
      }));
      return response.end(JSON.stringify(call["call"] === "create" ? { upload_id: "u", credentials } : {}));
    });
  });
  const auth = { token: "tok-0123456789" };
  const client = new MlflowClient({
    uri: `http://127.0.0.1:${server.port}`,
    auth,
    retry: { retries: 1, firstDelay: 1 },
  });
  onTestFinished(() => client.close());
  return { client, calls, storeHeaders, parts };
}

const bytes = randomBytes(2 * PART + 5);

test("a large artifact goes to the object store in parts, and none of the client's credentials with it", async () => {
  const { client, calls, storeHeaders, parts } = await behindStore((part, attempt) => part === "2" && attempt === 1);
  await client.artifacts.upload(place, "big/b c.bin", bytes, { partsFrom: bytes.length });
  expect(calls.map(({ call }) => call)).toEqual(["create 1/r1/artifacts/big", "complete 1/r1/artifacts/big"]);
  expect(calls[0]?.body).toEqual({ path: "b c.bin", num_parts: 3 });
  expect(calls[1]?.body).toMatchObject({
    path: "b c.bin",
    upload_id: "u",
    parts: [1, 2, 3].map((part) => ({ part_number: part, etag: `"e${part}"` })),
  });
  expect([...parts.values()].map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([5, PART, PART]);
  expect(storeHeaders).toHaveLength(4);
  for (const headers of storeHeaders) {
    expect(headers.authorization).toBeUndefined();
    expect(headers["x-signed"]).toMatch(/^[123]$/u);
  }
});

test("parts that cannot be sent are given up, and the signed address is in no error", async () => {
  const { client, calls } = await behindStore((part) => part === "3");
  const error = await errorOf(client.artifacts.upload(place, "big.bin", bytes, { partsFrom: 1 }));
  expect(error).toMatchObject({ code: "MLFLOW_SERVER_ERROR", status: 503 });
  expect(`${error.message}${JSON.stringify(error)}`).not.toContain("s3cret");
  expect(calls.map(({ call }) => call)).toEqual(["create 1/r1/artifacts", "abort 1/r1/artifacts"]);
});

test("smaller ones, and streams, are sent whole", async () => {
  const { client, calls } = await behindStore();
  await client.artifacts.upload(place, "a", bytes.subarray(0, 5));
  await client.artifacts.upload(place, "a", { stream: Readable.from([bytes]), bytes: bytes.length }, { partsFrom: 1 });
  expect(calls).toEqual([]);
});
