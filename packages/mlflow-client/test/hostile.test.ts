import { MlflowClient, type ClientOptions, type MlflowError } from "@goldilocks/mlflow-client";
import { type IncomingMessage } from "node:http";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { liars } from "./fixtures/liar.ts";
import { codeOf, errorOf, wireRun } from "./fixtures/mock.ts";
import { bodyOf, listen, type Handler } from "./fixtures/server.ts";

const PASSWORD = "s3cretpw-s3cretpw";
const BASIC = Buffer.from(`user:${PASSWORD}`).toString("base64");
const MEBIBYTE = 1 << 20;

/** A client that gives up soon and reads little. */
async function facing(handler: Handler, options: Partial<ClientOptions> = {}) {
  const { port, sockets } = await listen(handler);
  const client = new MlflowClient({
    uri: `http://user:${PASSWORD}@127.0.0.1:${port}`,
    retry: { retries: 0 },
    limits: { answerBytes: MEBIBYTE, pagesBytes: 2 * MEBIBYTE, artifactBytes: MEBIBYTE },
    ...options,
  });
  onTestFinished(() => client.close());
  const sent = (): number => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  return { client, port, sent };
}

/** Of each liar, the code of the error that `runs.get` ends with. */
const CODES: Readonly<Record<keyof typeof liars, MlflowError["code"]>> = {
  "a page": "MLFLOW_BAD_RESPONSE",
  "an error with status 200": "MLFLOW_BAD_RESPONSE",
  "escapes in an error": "MLFLOW_REJECTED",
  "credentials in an error": "MLFLOW_REJECTED",
  "a redirect to a file": "MLFLOW_BAD_RESPONSE",
  "a redirect with a body without end": "MLFLOW_BAD_RESPONSE",
  "an answer without end": "MLFLOW_ANSWER_TOO_LARGE",
  "an error without end": "MLFLOW_SERVER_ERROR",
  "an answer of a gibibyte": "MLFLOW_ANSWER_TOO_LARGE",
  "an answer without end in chunks of a byte": "MLFLOW_TIMEOUT",
  "a piece of an answer now and then": "MLFLOW_TIMEOUT",
  "a header now and then": "MLFLOW_TIMEOUT",
  "a status line without end": "MLFLOW_TIMEOUT",
  "status 100 for ever": "MLFLOW_CONNECTION_LOST",
  "a chunk's extension without end": "MLFLOW_TIMEOUT",
  "fewer bytes than announced": "MLFLOW_TIMEOUT",
  "more bytes than announced": "MLFLOW_BAD_RESPONSE",
  "what is no HTTP": "MLFLOW_BAD_RESPONSE",
  "what is no UTF-8": "MLFLOW_BAD_RESPONSE",
  "JSON that is very deep": "MLFLOW_ANSWER_TOO_LARGE",
  "a header of 10 MB": "MLFLOW_ANSWER_TOO_LARGE",
  "many headers": "MLFLOW_ANSWER_TOO_LARGE",
  "a compressed answer that is very long": "MLFLOW_BAD_RESPONSE",
  "a Retry-After of years": "MLFLOW_RATE_LIMITED",
  "a Retry-After in the year 9999": "MLFLOW_SERVER_ERROR",
  "an id that is a path": "MLFLOW_BAD_RESPONSE",
  "an id with escapes": "MLFLOW_BAD_RESPONSE",
  "an id that is very long": "MLFLOW_BAD_RESPONSE",
  "the id of another run": "MLFLOW_BAD_RESPONSE",
  "an id that is the credentials": "MLFLOW_BAD_RESPONSE",
  "an id that is the credentials, in escapes": "MLFLOW_BAD_RESPONSE",
  "an artifact's place that is very long": "MLFLOW_BAD_RESPONSE",
  "fields of other types": "MLFLOW_BAD_RESPONSE",
  "nothing that belongs there": "MLFLOW_BAD_RESPONSE",
  "a list": "MLFLOW_BAD_RESPONSE",
  "a text": "MLFLOW_BAD_RESPONSE",
};

test.each(Object.keys(liars))(
  "a server that answers with %s is an error soon, in little memory, without secrets",
  async (name) => {
    const answer = CODES[name] === "MLFLOW_TIMEOUT" ? 200 : 60_000;
    const lie: Handler = (request, response) => {
      request.resume();
      liars[name]?.(request, response, PASSWORD);
    };
    const { client, sent } = await facing(lie, { timeouts: { answer } });
    const began = performance.now();
    const error = await errorOf(client.runs.get("r"));
    expect(error.code).toBe(CODES[name]);
    expect(performance.now() - began).toBeLessThan(20_000);
    // What the sockets hold on the way is not read.
    expect(sent()).toBeLessThan(24 * MEBIBYTE);
    const shown = `${error.message} ${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`;
    for (const secret of [PASSWORD, BASIC]) expect(shown).not.toContain(secret);
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  },
);

test("an identifier that has a short password in it is refused, unless MLflow's own may have it by chance", async () => {
  for (const [password, runId, isRefused] of [
    ["hunter2", "hunter2", true],
    ["hunter2", "m-hunter2", true],
    ["beef", "m-0123beef", false],
  ] as const) {
    const { port } = await facing((_, response) => response.end(JSON.stringify({ run: wireRun(runId) })));
    const client = new MlflowClient({ uri: `http://user:${password}@127.0.0.1:${port}`, retry: { retries: 0 } });
    onTestFinished(() => client.close());
    const code = await client.runs.get(runId).then(
      () => "none",
      (error: MlflowError) => error.code,
    );
    expect(code).toBe(isRefused ? "MLFLOW_BAD_RESPONSE" : "none");
  }
});

test("JSON of a megabyte that nests without end is refused before it is built", async () => {
  const deep = "[".repeat(400_000);
  const { client } = await facing((_, response) => response.end(`{"run":${deep}${deep.replaceAll("[", "]")}}`));
  expect(await codeOf(client.runs.get("r"))).toBe("MLFLOW_BAD_RESPONSE");
});

test("no pause is longer than an hour, whatever the server asks for", async () => {
  for (const value of ["999999999", "9".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT"]) {
    const { client } = await facing((_, response) => response.writeHead(429, { "retry-after": value }).end("{}"), {
      retry: { retries: 3 },
    });
    expect(await errorOf(client.runs.get("r"))).toMatchObject({ code: "MLFLOW_RATE_LIMITED", retryAfter: 3_600_000 });
  }
});

test.each([301, 302, 303, 307, 308])(
  "a redirect with status %i is not followed: no other host hears of it",
  async (status) => {
    const heard: IncomingMessage[] = [];
    const other = await listen((request, response) => {
      heard.push(request);
      response.end("{}");
    });
    const { client } = await facing((request, response) => {
      request.resume();
      response.writeHead(status, { location: `http://127.0.0.1:${other.port}${request.url}` }).end();
    });
    expect(await codeOf(client.runs.get("r"))).toBe("MLFLOW_BAD_RESPONSE");
    expect(await codeOf(client.runs.create({ experimentId: "1" }))).toBe("MLFLOW_BAD_RESPONSE");
    const place = { artifactUri: "mlflow-artifacts:/1/r/artifacts" };
    expect(await codeOf(client.artifacts.upload(place, "a", Buffer.from("a")))).toBe("MLFLOW_BAD_RESPONSE");
    expect(heard).toEqual([]);
  },
);

/** Answers as MLflow does, from what a function makes of the body. */
const answering =
  (answer: (path: string, body: Record<string, unknown>) => object): Handler =>
  (request, response) => {
    void (async () => {
      const bytes = await bodyOf(request);
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      const body = bytes.length === 0 ? Object.fromEntries(searchParams) : (JSON.parse(bytes.toString()) as object);
      response.end(JSON.stringify(answer(pathname.replace("/api/2.0/mlflow/", ""), { ...body })));
    })();
  };

const search = (client: MlflowClient) => client.runs.search({ experimentIds: ["1"], pageSize: 10 }).toArray();
const runs = (count: number, more = {}): object[] => Array.from({ length: count }, (_, n) => wireRun(`r${n}`, more));

test("pages that stay empty, repeat a token, or have more than was asked for come to an end", async () => {
  let n = 0;
  const empty = await facing(answering(() => ({ runs: [], next_page_token: String(n++) })));
  expect(await codeOf(search(empty.client))).toBe("MLFLOW_BAD_RESPONSE");
  expect(n).toBeLessThan(20);
  const again = await facing(answering(() => ({ runs: runs(1), next_page_token: "again" })));
  expect(await codeOf(search(again.client))).toBe("MLFLOW_BAD_RESPONSE");
  const more = await facing(answering(() => ({ runs: runs(11) })));
  expect(await codeOf(search(more.client))).toBe("MLFLOW_BAD_RESPONSE");
  const token = await facing(answering(() => ({ runs: runs(1), next_page_token: "t".repeat(10_000) })));
  expect(await codeOf(search(token.client))).toBe("MLFLOW_BAD_RESPONSE");
});

test("pages without end come to an end by their bytes, and by their time", async () => {
  let n = 0;
  const data = { tags: [{ key: "a", value: "b".repeat(10_000) }] };
  const endless = await facing(answering(() => ({ runs: runs(10, { data }), next_page_token: String(n++) })));
  expect(await codeOf(search(endless.client))).toBe("MLFLOW_ANSWER_TOO_LARGE");
  expect(n).toBeLessThan(40);
  const slow: Handler = (request, response) => {
    request.resume();
    setTimeout(() => response.end(JSON.stringify({ runs: runs(1), next_page_token: String(n++) })), 20);
  };
  const patient = await facing(slow, { timeouts: { answer: 10_000, pages: 100 } });
  expect(await codeOf(search(patient.client))).toBe("MLFLOW_TIMEOUT");
});

test("things that are too large for one answer are asked for in smaller pages", async () => {
  const data = { tags: [{ key: "a", value: "b".repeat(200_000) }] };
  const all = runs(6, { data });
  const sizes: unknown[] = [];
  const handler = answering((_, { max_results: size, page_token: token }) => {
    sizes.push(size);
    const from = Number(token ?? 0);
    const to = from + Number(size);
    return { runs: all.slice(from, to), ...(to < all.length ? { next_page_token: String(to) } : {}) };
  });
  const { client } = await facing(handler, { limits: { answerBytes: MEBIBYTE } });
  expect(await search(client)).toHaveLength(6);
  expect(sizes).toEqual([10, 2, 2, 2]);
});

const experiment = { experiment_id: "1", name: "mine", lifecycle_stage: "active" };
const point = { key: "a", value: 1, step: 0, timestamp: 1 };
const info = { model_id: "m-1", experiment_id: "1", status: "LOGGED_MODEL_PENDING" };

test.each<[string, object, (client: MlflowClient) => Promise<unknown>]>([
  ["another run", { run: wireRun("other") }, (client) => client.runs.get("r")],
  ["a run of another experiment", { run: wireRun("r") }, (client) => client.runs.create({ experimentId: "2" })],
  ["runs of another experiment", { runs: runs(1) }, (client) => client.runs.search({ experimentIds: ["2"] }).toArray()],
  [
    "another run than was changed",
    { run_info: (wireRun("other") as { info: object }).info },
    (client) => client.runs.update("r", { status: "RUNNING" }),
  ],
  [
    "a run whose status was not changed",
    { run_info: (wireRun("r") as { info: object }).info },
    (client) => client.runs.update("r", { status: "FINISHED" }),
  ],
  ["another experiment", { experiment }, (client) => client.experiments.get("2")],
  ["an experiment of another name", { experiment }, (client) => client.experiments.getByName("yours")],
  ["an experiment whose id is a path", { experiment_id: "../1" }, (client) => client.experiments.create({ name: "a" })],
  ["points of another metric", { metrics: [point] }, (client) => client.metrics.history("r", "b").toArray()],
  ["another model", { model: { info } }, (client) => client.models.get("m-2")],
  ["a model that is not ready", { model: { info } }, (client) => client.models.finalize("m-1", "LOGGED_MODEL_READY")],
  ["a model of another experiment", { model: { info } }, (client) => client.models.create({ experimentId: "2" })],
  [
    "files outside of the folder",
    { files: [{ path: "b/c", is_dir: false }] },
    (client) => client.artifacts.list({ runId: "r" }, "a").toArray(),
  ],
  [
    "a folder that contains itself",
    { files: [{ path: "a", is_dir: true }] },
    (client) => client.artifacts.list({ runId: "r" }, "a").toArray(),
  ],
])("an answer with %s is refused", async (_, answer, ask) => {
  const { client } = await facing(answering(() => answer));
  expect(await codeOf(ask(client))).toBe("MLFLOW_BAD_RESPONSE");
});

test("an experiment whose name differs as databases take names for equal is the one that was asked for", async () => {
  const { client } = await facing(answering(() => ({ experiment })));
  expect((await client.experiments.getByName("Mine"))?.experimentId).toBe("1");
});

test("an upload is not held by what the server answers, nor by what it gives back", async () => {
  const place = { artifactUri: "mlflow-artifacts:/1/r/artifacts" };
  const endless: Handler = (request, response) => {
    request.resume();
    const more = (): void => {
      while (response.write(Buffer.alloc(MEBIBYTE)));
    };
    response.on("drain", more);
    more();
  };
  const { client, sent } = await facing(endless);
  const error = await errorOf(client.artifacts.upload(place, "a", Buffer.from("a")));
  expect(error.code).toBe("MLFLOW_DIGEST_MISMATCH");
  expect(await codeOf(client.artifacts.read(place, "a"))).toBe("MLFLOW_ANSWER_TOO_LARGE");
  expect(sent()).toBeLessThan(100 * MEBIBYTE);
  const silent = await facing((request) => request.resume(), { timeouts: { answer: 100 } });
  expect(await codeOf(silent.client.artifacts.upload(place, "a", Buffer.from("a")))).toBe("MLFLOW_TIMEOUT");
});

test.each(["says nothing", "sends a header now and then"])(
  "neither a handshake nor a proxy that %s holds a request, or the closing of the client",
  async (what) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      const timer = what === "says nothing" ? undefined : setInterval(() => socket.write("x-a: b\r\n"), 5);
      socket.on("data", () => what !== "says nothing" && socket.write("HTTP/1.1 200 OK\r\n"));
      socket.on("error", () => {});
      socket.on("close", () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const proxy = `http://127.0.0.1:${port}`;
    for (const options of [
      { uri: `https://127.0.0.1:${port}` },
      { uri: "https://mlflow.test", proxy: { https: proxy } },
      { uri: "http://mlflow.test", proxy: { http: proxy } },
    ]) {
      const client = new MlflowClient({
        ...options,
        retry: { retries: 0 },
        timeouts: { answer: 100, connect: 60_000 },
      });
      expect(await codeOf(client.runs.get("r"))).toMatch(/^MLFLOW_(?:TIMEOUT|TLS|BAD_RESPONSE|CONNECTION_LOST)$/u);
      await client.close();
      expect(await codeOf(client.runs.get("r"))).toBe("MLFLOW_CLOSED");
    }
  },
);

test("closing waits for what is under way, also where something else was given up", async () => {
  const { client } = await facing(
    (request, response) => {
      if (request.url?.endsWith("=r2") === true)
        setTimeout(() => response.end(JSON.stringify({ run: wireRun("r2") })), 300);
    },
    { timeouts: { answer: 60_000 } },
  );
  const given = new AbortController();
  const up = client.runs.get("r1", { signal: given.signal });
  const waited = client.runs.get("r2");
  given.abort(new Error("enough"));
  await expect(up).rejects.toThrow("enough");
  await client.close();
  expect((await waited).runId).toBe("r2");
});
