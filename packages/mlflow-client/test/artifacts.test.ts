import { MlflowClient, type ArtifactSource } from "@goldilocks/mlflow-client";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { codeOf, errorOf, mockClient } from "./fixtures/mock.ts";
import { listen, type Handler } from "./fixtures/server.ts";

const artifactUri = "mlflow-artifacts:/1/r1/artifacts";
const place = { artifactUri };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A client of a server in memory, before which a handler may stand. */
async function served(before?: (request: IncomingMessage, response: ServerResponse) => boolean) {
  const server = new FakeMlflow();
  const handler: Handler = (request, response) => {
    if (before?.(request, response) !== true) server.handle(request, response);
  };
  const { port } = await listen(handler);
  const client = new MlflowClient({ uri: `http://127.0.0.1:${port}`, retry: { firstDelay: 1, retries: 2 } });
  onTestFinished(() => client.close());
  return { client, artifacts: server.artifacts };
}

async function* brokenStream(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("abc");
  throw new Error("disk");
}

/** A server that fails twice after it has read all that was sent. */
function failing() {
  let left = 2;
  return served((request, response) => {
    if (request.method !== "PUT" || left-- <= 0) return false;
    request.resume().on("end", () => {
      response.statusCode = 500;
      response.end();
    });
    return true;
  });
}

async function file(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mlflow-client-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "file"), bytes);
  return join(folder, "file");
}

test("bytes come out as they went in, from memory, files and every kind of stream", async () => {
  const { client, artifacts } = await served();
  const bytes = randomBytes(3_000_000);
  const sources: ArtifactSource[] = [
    bytes,
    { file: await file(bytes) },
    { stream: Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]) },
    { stream: new Blob([bytes]).stream(), bytes: bytes.length },
    { open: () => Readable.from([bytes]) },
  ];
  for (const [index, source] of sources.entries()) {
    for (const verify of ["content", "size", "none"] as const) {
      if (index > 1 && verify !== "content") continue;
      const sent = await client.artifacts.upload(place, `a/${index}`, source, { verify });
      expect(sent).toEqual({ path: `a/${index}`, bytes: bytes.length, sha256: sha256(bytes) });
      expect(artifacts.get(`1/r1/artifacts/a/${index}`)?.equals(bytes)).toBe(true);
    }
  }
  expect(Buffer.from(await client.artifacts.read(place, "a/0", { sha256: sha256(bytes) })).equals(bytes)).toBe(true);
  const { body, bytes: length } = await client.artifacts.download(place, "a/1");
  expect([(await buffer(body)).equals(bytes), length]).toEqual([true, bytes.length]);
  await client.artifacts.upload(place, "empty", new Uint8Array());
  expect(await client.artifacts.read(place, "empty")).toHaveLength(0);
  await client.artifacts.delete(place, "empty");
  expect(await codeOf(client.artifacts.read(place, "empty"))).toBe("MLFLOW_NOT_FOUND");
});

test("names go through the address unharmed", async () => {
  const { client, artifacts } = await served();
  const names = ["a b/ü?&=+;'\"~.svg", "100%", "50% off", "C:/x", ".hidden", "e\u0301", "a%zz"];
  for (const name of names) await client.artifacts.upload(place, name, Buffer.from(name));
  expect([...artifacts.keys()]).toEqual(names.map((name) => `1/r1/artifacts/${name}`));
});

test.each([
  "",
  "/etc/passwd",
  "../x",
  "a/../../x",
  "a//b",
  "a/",
  "./a",
  ".",
  "a\\b",
  "a#b",
  "a%2e%2e",
  "a%41",
  "a\nb",
  "a\0",
  "é".repeat(128),
])("the path %j is refused", async (path) => {
  const { client } = mockClient();
  expect(await codeOf(client.artifacts.upload(place, path, new Uint8Array()))).toBe("MLFLOW_BAD_PATH");
  expect(await codeOf(client.artifacts.download(place, path))).toBe("MLFLOW_BAD_PATH");
  expect(await codeOf(client.artifacts.delete(place, path))).toBe("MLFLOW_BAD_PATH");
  expect(await codeOf(() => client.artifacts.list(place, path))).toBe("MLFLOW_BAD_PATH");
});

test.each([
  "s3://bucket/1/r1",
  "file:///tmp/r1",
  "/tmp/r1",
  "mlflow-artifacts://evil.test/1/r1",
  "http://evil.test/api/2.0/mlflow-artifacts/artifacts/1",
  "http://mlflow.test:5000/other/1",
  "mlflow-artifacts:/1/%2f..%2f../x",
  "mlflow-artifacts:/1/a%0db",
  "mlflow-artifacts:/1/a%5c..%5cb",
])("artifacts at %s are not behind the server, which gets no request for them", async (uri) => {
  const { client } = mockClient();
  const call = client.artifacts.upload({ artifactUri: uri }, "a", new Uint8Array());
  expect(await codeOf(call)).toBe("MLFLOW_NO_ARTIFACT_PROXY");
});

test("a run's artifacts are found by the run, which is asked for once", async () => {
  const { client, pool } = mockClient();
  const info = { run_id: "r", experiment_id: "1", status: "RUNNING", lifecycle_stage: "active" };
  const origin = "http://mlflow.test:5000";
  const root = `${origin}/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts`;
  pool
    .intercept({ path: "/api/2.0/mlflow/runs/get?run_id=r" })
    .reply(200, { run: { info: { ...info, artifact_uri: root } } });
  for (const name of ["a", "b"]) {
    pool.intercept({ path: `${root.slice(origin.length)}/${name}`, method: "PUT" }).reply(200, {});
    expect((await client.artifacts.upload({ runId: "r" }, name, new Uint8Array(3), { verify: "none" })).bytes).toBe(3);
  }
});

test("a server that keeps other bytes than it was sent is found out", async () => {
  const damaged = await served((request, response) => {
    if (request.method !== "GET") return false;
    response.end("other");
    return true;
  });
  const bytes = Buffer.from("bytes");
  const upload = damaged.client.artifacts.upload(place, "a", bytes);
  expect(await codeOf(upload)).toBe("MLFLOW_DIGEST_MISMATCH");
  expect(await codeOf(damaged.client.artifacts.read(place, "a", { sha256: sha256(bytes) }))).toBe(
    "MLFLOW_DIGEST_MISMATCH",
  );
  const short = await served((request, response) => {
    if (request.method !== "PUT") return false;
    request.resume().on("end", () => response.end("{}"));
    return true;
  });
  expect(await codeOf(short.client.artifacts.upload(place, "a", bytes, { verify: "size" }))).toBe(
    "MLFLOW_DIGEST_MISMATCH",
  );
});

test("a source that is not what it was said to be is an error, before anything is sent where that can be known", async () => {
  const { client, artifacts } = await served();
  const options = { sha256: sha256(Buffer.from("other")) };
  const error = await errorOf(client.artifacts.upload(place, "a", Buffer.from("bytes"), options));
  expect(error).toMatchObject({ code: "MLFLOW_DIGEST_MISMATCH", retryable: false });
  expect(artifacts.size).toBe(0);
  const stream = Readable.from([Buffer.from("bytes")]);
  expect(await codeOf(client.artifacts.upload(place, "a", { stream }, options))).toBe("MLFLOW_DIGEST_MISMATCH");
});

test("a source that cannot be read is an error that is not repeated", async () => {
  const { client } = await served();
  expect(await codeOf(client.artifacts.upload(place, "a", { file: "/nowhere/file" }))).toBe("MLFLOW_UNREADABLE");
  expect(await codeOf(client.artifacts.upload(place, "a", { file: tmpdir() }))).toBe("MLFLOW_UNREADABLE");
  let opened = 0;
  const open = () => {
    opened++;
    return brokenStream();
  };
  expect(await codeOf(client.artifacts.upload(place, "a", { open }))).toBe("MLFLOW_UNREADABLE");
  expect(opened).toBe(1);
});

test("a source of another length than it was said to have is an error", async () => {
  const { client } = await served();
  for (const bytes of [2, 4]) {
    const source = { open: () => Readable.from([Buffer.from("abc")]), bytes };
    expect(await codeOf(client.artifacts.upload(place, "a", source))).toBe("MLFLOW_UNREADABLE");
  }
});

test("an upload is repeated from the start, but a stream is never begun again", async () => {
  const bytes = randomBytes(500_000);
  const { client, artifacts } = await failing();
  await client.artifacts.upload(place, "a", { file: await file(bytes) });
  expect(artifacts.get("1/r1/artifacts/a")?.equals(bytes)).toBe(true);
  const once = await failing();
  const stream = Readable.from([bytes]);
  expect(await codeOf(once.client.artifacts.upload(place, "a", { stream }))).toBe("MLFLOW_SERVER_ERROR");
  expect(once.artifacts.size).toBe(0);
});

test("a server that refuses before it has read everything ends the upload", async () => {
  const { client } = await served((request, response) => {
    if (request.method !== "PUT") return false;
    response.statusCode = 401;
    response.end("no");
    return true;
  });
  const call = client.artifacts.upload(place, "a", { file: await file(randomBytes(8_000_000)) });
  expect(["MLFLOW_UNAUTHENTICATED", "MLFLOW_CONNECTION_LOST"]).toContain(await codeOf(call));
});

test("a signal ends an upload and closes its source", async () => {
  const { client } = await served((request) => request.method === "PUT");
  const reason = new Error("enough");
  const controller = new AbortController();
  let closed = false;
  async function* pieces() {
    try {
      for (;;) {
        yield Buffer.alloc(1000);
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
    } finally {
      closed = true;
    }
  }
  setTimeout(() => controller.abort(reason), 100);
  const call = client.artifacts.upload(place, "a", { stream: pieces() }, { signal: controller.signal });
  expect(await errorOf(call)).toBe(reason);
  await expect.poll(() => closed).toBe(true);
});

test("listings are read by run, by model and by folder, and walked", async () => {
  const { client, pool } = mockClient();
  const list = (path: string, files: object[], more = {}) => pool.intercept({ path }).reply(200, { files, ...more });
  const run = "/api/2.0/mlflow/artifacts/list?run_id=r";
  list(run, [{ path: "a", is_dir: true }], { next_page_token: "t" });
  list(`${run}&page_token=t`, [{ path: "z", is_dir: false, file_size: "3" }]);
  list(`${run}&path=a`, [{ path: "a/b c", is_dir: false, file_size: 1 }]);
  const found = [];
  for await (const { path, bytes } of client.artifacts.walk({ runId: "r" })) found.push([path, bytes]);
  expect(found).toEqual([
    ["a/b c", 1],
    ["z", 3],
  ]);
  list("/api/2.0/mlflow/logged-models/m-1/artifacts/directories?artifact_directory_path=a", [
    { path: "a/x", is_dir: false },
  ]);
  expect(await client.artifacts.list({ modelId: "m-1" }, "a").toArray()).toEqual([
    { path: "a/x", isFolder: false, bytes: 0 },
  ]);
  list("/api/2.0/mlflow-artifacts/artifacts?path=1%2Fr1%2Fartifacts%2Fa", [{ path: "x", is_dir: false, file_size: 2 }]);
  expect(await client.artifacts.list(place, "a").toArray()).toEqual([{ path: "a/x", isFolder: false, bytes: 2 }]);
});
