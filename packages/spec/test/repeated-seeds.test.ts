import { describe, expect, test } from "vitest";
import { issuesAfterHead } from "./support.ts";

describe("a seed that is an axis and is repeated over", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "the issue's grid",
      "grid: { seeds.init: [0, 1, 2, 3] }\nrepeats: { over: [init], n: 4 }",
      ["4:19 SPEC_AXIS_CONFLICT"],
    ],
    [
      "six of them",
      "grid: { seeds.init: [0, 1, 2, 3, 4, 5] }\nrepeats: { over: [init], n: 4 }",
      ["4:19 SPEC_AXIS_CONFLICT"],
    ],
    [
      "the other order of writing",
      "repeats: { n: 4, over: [init] }\ngrid: { seeds.init: [9, 0, 3] }",
      ["3:25 SPEC_AXIS_CONFLICT"],
    ],
    ["repeats over every seed", "grid: { seeds.init: [0, 2] }\nrepeats: 3", ["3:25 SPEC_AXIS_CONFLICT"]],
    [
      "one of several seeds",
      "grid: { seeds.data: [0, 1] }\nrepeats: { over: [init, data], n: 2 }",
      ["4:25 SPEC_AXIS_CONFLICT"],
    ],
    ["an axis of names", "grid: { v: { a: {}, b: { seeds.init: 1 } } }\nrepeats: 2", ["3:21 SPEC_AXIS_CONFLICT"]],
    [
      "coupled seeds",
      "grid: { zip: { s: { seeds.init: [0, 1], seeds.data: [0, 1] } } }\nrepeats: { over: [data, init], n: 2 }",
      ["4:19 SPEC_AXIS_CONFLICT", "4:25 SPEC_AXIS_CONFLICT"],
    ],
    [
      "a reading",
      "readings: { s: { a: { seeds.init: 0 }, b: { seeds.init: 1 } } }\nrepeats: { over: [init], n: 2 }",
      ["4:19 SPEC_AXIS_CONFLICT"],
    ],
  ])("is an error at its place where seeds coincide: %s", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });

  test.each<[string, string]>([
    ["values as far apart as there are repeats", "grid: { seeds.init: [0, 4, 8] }\nrepeats: { over: [init], n: 4 }"],
    ["repeats over another seed", "grid: { seeds.init: [0, 1] }\nrepeats: { over: [data], n: 4 }"],
    ["no repeats", "grid: { seeds.init: [0, 1] }\nrepeats: { over: [init], n: 1 }"],
    [
      "seeds of cells that differ otherwise",
      "grid: { zip: { s: { seeds.init: [0, 1], sae.dictSize: [4, 8] } } }\nrepeats: 2",
    ],
    [
      "one seed for several variants",
      "grid: { v: { a: { seeds.init: 3 }, b: { seeds.init: 3, data.jitter: 0.1 } } }\nrepeats: 2",
    ],
  ])("is right where none do: %s", async (_, text) => {
    expect(await issuesAfterHead(text)).toEqual([]);
  });
});
