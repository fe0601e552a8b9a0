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
