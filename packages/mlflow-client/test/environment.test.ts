import { experimentNameFrom, MlflowClient, optionsFromEnvironment } from "@goldilocks/mlflow-client";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { codeOf } from "./fixtures/mock.ts";

const uri = { MLFLOW_TRACKING_URI: "http://host:5000" };
const user = { MLFLOW_TRACKING_USERNAME: "me", MLFLOW_TRACKING_PASSWORD: "pw" };
const token = { MLFLOW_TRACKING_TOKEN: "tok" };
const caFile = fileURLToPath(new URL("fixtures/tls/ca.pem", import.meta.url));

async function home(credentials?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mlflow-client-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  if (credentials === undefined) return folder;
  await mkdir(join(folder, ".mlflow"));
  await writeFile(join(folder, ".mlflow", "credentials"), credentials);
  return folder;
}

const from = async (env: Record<string, string>, credentials?: string) =>
  await optionsFromEnvironment({ ...uri, ...env }, await home(credentials));

test("a name and password come before a token; half of them is none", async () => {
  expect((await from({ ...user, ...token })).auth).toEqual({ username: "me", password: "pw" });
  expect((await from(token)).auth).toEqual({ token: "tok" });
  expect((await from({ MLFLOW_TRACKING_USERNAME: "me", ...token })).auth).toEqual({ token: "tok" });
  expect((await from({})).auth).toBeUndefined();
  expect((await from({ MLFLOW_TRACKING_TOKEN: "" })).auth).toBeUndefined();
});

test("credentials of the file fill in for what the environment leaves out", async () => {
  const file =
    "# mine\n[other]\nmlflow_tracking_username = x\n[mlflow]\nmlflow_tracking_username = you\n mlflow_tracking_password: a=b \n";
  expect((await from({}, file)).auth).toEqual({ username: "you", password: "a=b" });
  expect((await from(user, file)).auth).toEqual({ username: "me", password: "pw" });
  expect((await from({}, "nonsense")).auth).toBeUndefined();
});

test("certificates are read from their files", async () => {
  const { tls } = await from({ MLFLOW_TRACKING_SERVER_CERT_PATH: caFile, MLFLOW_TRACKING_CLIENT_CERT_PATH: caFile });
  expect(tls?.ca).toContain("BEGIN CERTIFICATE");
  expect(tls?.cert).toBe(tls?.key);
  expect((await from({ MLFLOW_TRACKING_INSECURE_TLS: "true" })).tls).toEqual({ insecure: true });
});

test("proxies, patience and time are MLflow's and everybody's variables", async () => {
  const options = await from({
    HTTPS_PROXY: "http://proxy",
    http_proxy: "http://small",
    HTTP_PROXY: "http://capital",
    NO_PROXY: "a,b",
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: "2",
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: "3",
    MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER: "false",
    MLFLOW_HTTP_REQUEST_TIMEOUT: "7",
    MLFLOW_WORKSPACE: "team",
  });
  expect(options.proxy).toEqual({ http: "http://small", https: "http://proxy", none: "a,b" });
  expect(options.retry).toEqual({ retries: 2, firstDelay: 3000, respectRetryAfter: false });
  expect(options.timeouts).toEqual({ headers: 7000, body: 7000, answer: 120_000 });
  expect(options.headers).toEqual({ "x-mlflow-workspace": "team" });
});

test.each([
  { MLFLOW_TRACKING_INSECURE_TLS: "perhaps" },
  { MLFLOW_TRACKING_INSECURE_TLS: "1", MLFLOW_TRACKING_SERVER_CERT_PATH: caFile },
  { MLFLOW_TRACKING_SERVER_CERT_PATH: "/nowhere/ca.pem" },
  { MLFLOW_HTTP_REQUEST_MAX_RETRIES: "many" },
  { MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1.5" },
  { MLFLOW_HTTP_REQUEST_TIMEOUT: "-1" },
])("%j is refused", async (env) => {
  expect(await codeOf(from(env as unknown as Record<string, string>))).toBe("MLFLOW_BAD_OPTION");
});

test("a client of the environment needs an address, from there or from the caller", async () => {
  expect(await codeOf(MlflowClient.fromEnvironment({}, { home: "/nowhere" }))).toBe("MLFLOW_BAD_ADDRESS");
  const client = await MlflowClient.fromEnvironment({}, { home: "/nowhere", uri: "https://me:pw@host/" });
  expect(client.uri).toBe("https://host");
  expect((await MlflowClient.fromEnvironment(uri, { home: "/nowhere" })).uri).toBe("http://host:5000");
});

test("the experiment's name is in the environment too", () => {
  expect(experimentNameFrom({ MLFLOW_EXPERIMENT_NAME: "toy" })).toBe("toy");
  expect(experimentNameFrom({})).toBeUndefined();
});
