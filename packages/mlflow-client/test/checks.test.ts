import { LIMITS, quote, type Dataset, type Metric } from "@goldilocks/mlflow-client";
import { expect, test } from "vitest";
import { codeOf, mockClient } from "./fixtures/mock.ts";

// Nothing is intercepted: a request would fail with a code that is none of these.
const { client } = mockClient();
const { runs, experiments, models } = client;

const point: Metric = { key: "loss", value: 1, step: 0, timestamp: 0 };
const logPoint = (change: object) => runs.logMetrics("r", [{ ...point, ...change }]);
const dataset: Dataset = { name: "toy", digest: "0", sourceType: "local", source: "{}" };
const logDataset = (change: object) => runs.logInputs("r", { datasets: [{ ...dataset, ...change }] });

test("what the server would cut is refused, at exactly its limits", async () => {
  const sent = "MLFLOW_CONNECTION_LOST";
  const lengths: [(length: number) => Promise<unknown>, number][] = [
    [(length) => runs.logBatch("r", { params: { a: "x".repeat(length) } }), LIMITS.paramValue],
    [(length) => runs.logBatch("r", { tags: { a: "x".repeat(length) } }), LIMITS.tagValue],
    [(length) => runs.logBatch("r", { params: { ["k".repeat(length)]: "" } }), LIMITS.key],
    [(length) => runs.setTag("r", "a", "x".repeat(length)), LIMITS.tagValue],
    [(length) => experiments.setTag("1", "a", "x".repeat(length)), LIMITS.experimentTagValue],
    [(length) => experiments.create({ name: "x".repeat(length) }), LIMITS.experimentName],
    [(length) => runs.create({ experimentId: "1", name: "x".repeat(length) }), LIMITS.runName],
    [(length) => logDataset({ digest: "x".repeat(length) }), LIMITS.datasetDigest],
    [(length) => logDataset({ name: "x".repeat(length) }), LIMITS.datasetName],
    [(length) => logDataset({ source: "x".repeat(length) }), LIMITS.datasetSource],
    [(length) => logDataset({ context: "x".repeat(length) }), LIMITS.inputTagValue],
  ];
  for (const [call, limit] of lengths) {
    expect(await codeOf(call(limit))).toBe(sent);
    expect(await codeOf(call(limit + 1))).toBe("MLFLOW_TOO_LONG");
  }
});

test("lengths are counted in characters, as the server counts them", async () => {
  expect(await codeOf(runs.setTag("r", "a", "𝕏".repeat(LIMITS.tagValue)))).toBe("MLFLOW_CONNECTION_LOST");
  expect(await codeOf(runs.setTag("r", "a", "𝕏".repeat(LIMITS.tagValue + 1)))).toBe("MLFLOW_TOO_LONG");
});

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "1", null, undefined])(
  "a step that is %s is refused: the server would make it 0, or another",
  async (step) => {
    expect(await codeOf(logPoint({ step }))).toBe("MLFLOW_BAD_VALUE");
  },
);

test.each([-1, 0.5, 2 ** 53, "0"])("a timestamp of %s is refused", async (timestamp) => {
  expect(await codeOf(logPoint({ timestamp }))).toBe("MLFLOW_BAD_VALUE");
});

test.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "1", null, undefined, true])(
  "a value of %s is refused",
  async (value) => {
    expect(await codeOf(logPoint({ value }))).toBe("MLFLOW_BAD_VALUE");
  },
);

test("NaN and negative steps are sent", async () => {
  expect(await codeOf(logPoint({ value: Number.NaN, step: -3 }))).toBe("MLFLOW_CONNECTION_LOST");
});

test.each(["", "l1=α", "a[0]", "a//b", "/a", "a/", "../x", "a/../b", "./a", ".", "..", "..a", "a\n", "a\u0000", "a%"])(
  "%j is no key",
  async (key) => {
    expect(await codeOf(logPoint({ key }))).toBe("MLFLOW_BAD_KEY");
    expect(await codeOf(runs.logBatch("r", { params: { [key]: "" } }))).toBe("MLFLOW_BAD_KEY");
    expect(await codeOf(runs.setTag("r", key, ""))).toBe("MLFLOW_BAD_KEY");
  },
);

test.each(["α", "train/l0", "a b", "a:b", "a.b-c_d", ".a", "a..b", "é9"])("%j is a key", async (key) => {
  expect(await codeOf(logPoint({ key }))).toBe("MLFLOW_CONNECTION_LOST");
});

test("half of a surrogate pair is refused", async () => {
  expect(await codeOf(runs.setTag("r", "a", "x\uD800y"))).toBe("MLFLOW_BAD_VALUE");
});

const wrong = {
  "experiments.create": () => experiments.create({ name: "a", tag: {} } as never),
  "experiments.search": () => experiments.search({ filters: "" } as never),
  "runs.create": () => runs.create({ experimentId: "1", runName: "a" } as never),
  "runs.search": () => runs.search({ experimentIds: ["1"], order_by: [] } as never),
  "runs.update": () => runs.update("r", { end_time: 1 } as never),
  "runs.logBatch": () => runs.logBatch("r", { parameters: {} } as never),
  "runs.logMetrics": () => logPoint({ dataset: "toy" }),
  "runs.logInputs": () => runs.logInputs("r", { dataset: [] } as never),
  "runs.logInputs of a dataset": () => logDataset({ source_type: "x" }),
  "runs.logOutputs": () => runs.logOutputs("r", [{ model: "m" } as never]),
  "models.create": () => models.create({ experimentId: "1", source_run_id: "r" } as never),
  "artifacts.upload": () => client.artifacts.upload({ runId: "r" }, "a", new Uint8Array(), { digest: "" } as never),
};

test.each(Object.entries(wrong))("%s refuses a field that it does not have", async (_name, call) => {
  expect(await codeOf(async () => await call())).toBe("MLFLOW_UNKNOWN_FIELD");
});

test("values that are no text are refused", async () => {
  expect(await codeOf(runs.logBatch("r", { params: { a: 1 as never } }))).toBe("MLFLOW_BAD_VALUE");
  expect(await codeOf(runs.logBatch("r", { tags: { a: null as never } }))).toBe("MLFLOW_BAD_VALUE");
  expect(await codeOf(runs.update("r", { status: "DONE" as never }))).toBe("MLFLOW_BAD_VALUE");
  expect(await codeOf(runs.get("../experiments/get"))).toBe("MLFLOW_BAD_VALUE");
  expect(await codeOf(models.get("m-1/tags"))).toBe("MLFLOW_BAD_VALUE");
});

/** A batch that has one param twice. */
const twice = (second: string) =>
  runs.logBatch("r", {
    params: [
      ["a", "1"],
      ["a", second],
    ] as const,
  });

test("one key with two values is a conflict, with one value it is sent once", async () => {
  expect(await codeOf(twice("2"))).toBe("MLFLOW_CONFLICT");
  expect(await codeOf(twice("1"))).toBe("MLFLOW_CONNECTION_LOST");
  expect(await codeOf(logDataset({ context: "train", tags: { "mlflow.data.context": "test" } }))).toBe(
    "MLFLOW_CONFLICT",
  );
});

test("a text in a filter is quoted with the quotes that it does not have", async () => {
  expect(quote("a")).toBe("'a'");
  expect(quote("it's")).toBe('"it\'s"');
  expect(await codeOf(() => quote('it\'s "x"'))).toBe("MLFLOW_BAD_VALUE");
});

test("the message of an error does not hold the value", async () => {
  const secret = "hunter2".repeat(2000);
  const error = await runs.setTag("r", "a", secret).catch(String);
  expect(error).not.toContain("hunter2");
});
