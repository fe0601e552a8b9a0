import { afterAll, describe, expect, test } from "vitest";
import { Place } from "./exp.ts";

const place = new Place();
afterAll(() => place.remove());

describe("exp schema", { timeout: 60_000 }, () => {
  test("prints the JSON Schema that editors use", async () => {
    const { code, stdout } = await place.run("schema");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  });

  test("explains a key: description, unit, default and example", async () => {
    const { stdout } = await place.run("schema", "train.steps");
    for (const word of ["train.steps", "unit", "default", "20000", "example"]) expect(stdout).toContain(word);
    const described: unknown = JSON.parse((await place.run("schema", "train.steps", "--json")).stdout);
    expect(described).toMatchObject({ path: "train.steps", default: 20_000, keys: [] });
  });

  test.each([
    ["sae.dictSize", { type: "a whole number", minimum: 1, maximum: 1_048_576, default: 512 }, "from 1 to 1048576"],
    ["data.active", { type: "a number", exclusiveMinimum: 0, maximum: 1_048_576 }, "above 0 and at most 1048576"],
    ["train.optimizer.beta1", { minimum: 0, exclusiveMaximum: 1 }, "at least 0 and below 1"],
    ["repeats", { minimum: 1, maximum: 10_000, default: 1 }, "from 1 to 10000"],
    ["data.decay.kind", { values: ["power", "geometric", "none"] }, "power, geometric, none"],
    ["metrics", { type: "a list", values: expect.arrayContaining(["mmcs.truth", "dead"]) as unknown }, "mmcs.truth, "],
  ])("says what %s may be", async (key, expected, text) => {
    const described: unknown = JSON.parse((await place.run("schema", key, "--json")).stdout);
    expect(described).toMatchObject(expected);
    expect((await place.run("schema", key)).stdout).toContain(`  ${text}`);
  });

  test("names the keys inside of a key", async () => {
    const { stdout } = await place.run("schema", "train");
    for (const word of ["train.steps", "train.batch", "train.optimizer.learningRate"]) expect(stdout).toContain(word);
  });

  test("refuses a key that the language does not have, with the nearest", async () => {
    const { code, stderr } = await place.run("schema", "sae.dictsize");
    expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 2, problem: "CLI_UNKNOWN_KEY" });
    expect(stderr).toContain("sae.dictSize");
  });
});
