import { LIMITS, type Metric } from "@goldilocks/mlflow-client";
import { array, assert, asyncProperty, double, integer, record, string, uniqueArray } from "fast-check";
import { expect, test } from "vitest";
import { API, mockClient } from "./fixtures/mock.ts";

interface Sent {
  readonly params: readonly { key: string; value: string }[];
  readonly tags: readonly { key: string; value: string }[];
  readonly metrics: readonly Metric[];
}

/** Logs a batch and answers with the bodies that were sent. */
async function logged(batch: {
  readonly params: readonly (readonly [string, string])[];
  readonly tags: readonly (readonly [string, string])[];
  readonly metrics: readonly Metric[];
}): Promise<string[]> {
  const { client, pool } = mockClient();
  const bodies: string[] = [];
  pool
    .intercept({ path: `${API}/runs/log-batch`, method: "POST" })
    .reply(200, (request: { body?: unknown }) => {
      bodies.push(String(request.body));
      return "{}";
    })
    .persist();
  await client.runs.logBatch("r1", batch);
  return bodies;
}

const entry = (prefix: string, longest: number) =>
  uniqueArray(record({ key: integer({ min: 0, max: 5000 }), value: string({ unit: "binary", maxLength: longest }) }), {
    selector: ({ key }) => key,
    maxLength: 450,
    size: "max",
  }).map((all) => all.map(({ key, value }) => [`${prefix}/${key}`, value] as const));

const metric = record({
  key: string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 }).map(
    (text) => `m/${text.replaceAll(/[^a-z0-9]/giu, "_")}`,
  ),
  value: double({ noDefaultInfinity: true }).map((value) => value + 0),
  step: integer(),
  timestamp: integer({ min: 0 }),
});

test("any batch is sent whole, in order, once, within every limit", async () => {
  const anything = record({
    params: entry("p", 3000),
    tags: entry("t", 4000),
    metrics: array(metric, { maxLength: 2600, size: "max" }),
  });
  await assert(
    asyncProperty(anything, async (batch) => {
      const bodies = await logged(batch);
      const sent = bodies.map((body) => JSON.parse(body) as Sent);
      for (const [index, { params, tags, metrics }] of sent.entries()) {
        expect(params.length).toBeLessThanOrEqual(100);
        expect(tags.length).toBeLessThanOrEqual(100);
        expect(metrics.length).toBeLessThanOrEqual(1000);
        expect(params.length + tags.length + metrics.length).toBeLessThanOrEqual(1000);
        expect(params.length + tags.length + metrics.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(bodies[index] ?? "")).toBeLessThan(1_000_000);
      }
      expect(sent.flatMap(({ params }) => params.map(({ key, value }) => [key, value]))).toEqual(batch.params);
      expect(sent.flatMap(({ tags }) => tags.map(({ key, value }) => [key, value]))).toEqual(batch.tags);
      const expected = batch.metrics.map((point) => ({
        ...point,
        value: Number.isNaN(point.value) ? "NaN" : point.value,
      }));
      expect(sent.flatMap(({ metrics }) => metrics)).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 40 },
  );
});

test("a body stays below a million bytes where text is at its longest", async () => {
  const params = Array.from({ length: 100 }, (_, at) => [`p${at}`, "\u0001".repeat(LIMITS.paramValue)] as const);
  const tags = Array.from({ length: 100 }, (_, at) => [`t${at}`, "𝕏".repeat(LIMITS.tagValue)] as const);
  const bodies = await logged({ params, tags, metrics: [] });
  expect(bodies.length).toBeGreaterThan(6);
  for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThan(1_000_000);
  expect(bodies.flatMap((body) => (JSON.parse(body) as Sent).params)).toHaveLength(100);
  expect(bodies.flatMap((body) => (JSON.parse(body) as Sent).tags)).toHaveLength(100);
});

const emptyParams = (count: number) => Array.from({ length: count }, (_, at) => [`p${at}`, ""] as const);

test("as few requests are made as the limits allow, and none for nothing", async () => {
  const point = { key: "m", value: 1, step: 0, timestamp: 0 };
  const metrics = (count: number) => Array.from({ length: count }, (_, step) => ({ ...point, step }));
  expect(await logged({ params: [], tags: [], metrics: [] })).toHaveLength(0);
  expect(await logged({ params: emptyParams(100), tags: [], metrics: metrics(900) })).toHaveLength(1);
  expect(await logged({ params: emptyParams(100), tags: [], metrics: metrics(901) })).toHaveLength(2);
  expect(await logged({ params: emptyParams(101), tags: emptyParams(100), metrics: metrics(1800) })).toHaveLength(3);
  expect(await logged({ params: emptyParams(101), tags: emptyParams(100), metrics: metrics(1799) })).toHaveLength(2);
});
