import { type Issue } from "@goldilocks/diagnostics";
import { type Found } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

describe("what is wrong between values comes together with what is wrong with other values", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "another section",
      "data: { active: 600 }\nsae: { dictSiz: 5 }\ntrain: { steps: -1 }",
      ["3:17 SPEC_RANGE", "4:8 SPEC_UNKNOWN_KEY", "5:17 SPEC_RANGE"],
    ],
    ["another value of the section", "data: { active: 600, jitter: x }", ["3:17 SPEC_RANGE", "3:30 SPEC_TYPE"]],
    [
      "a value of another axis",
      "data: { active: 600 }\ngrid: { sae.l1Coefficient: [0.1, -1] }",
      ["3:17 SPEC_RANGE", "4:34 SPEC_RANGE"],
    ],
    [
      "an axis with no known name",
      "grid: { sae.l1: [1], data.active: [1, 600] }",
      ["3:9 SPEC_UNKNOWN_AXIS", "3:39 SPEC_RANGE"],
    ],
    ["a figure", "data: { active: 600 }\nfigures: [{ kind: pie }]", ["3:17 SPEC_RANGE", "4:19 SPEC_VALUE"]],
    [
      "a ratio of a value that is right",
      "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.0001] } }\nmetrics: [mmcs]",
      ["3:59 SPEC_RANGE", "4:11 SPEC_VALUE"],
    ],
    [
      "a column that is not there",
      "grid: { sae.l1Coefficient: [x] }\nfigures: [{ kind: line, x: sae.l1, y: mmcs.truth }]",
      ["3:29 SPEC_TYPE", "4:28 SPEC_UNKNOWN_COLUMN"],
    ],
    [
      "a column that is not there, beside a metric that is not",
      "metrics: [mmcs]\nfigures: [{ kind: line, x: sae.l1, y: loss.total }]",
      ["3:11 SPEC_VALUE", "4:28 SPEC_UNKNOWN_COLUMN"],
    ],
    [
      "exclusions that leave nothing",
      "grid: { data.jitter: [0, 1] }\nexclude: [{ data.jitter: [0, 1] }]\ntrain: { steps: 0 }",
      ["4:10 SPEC_NO_CELLS", "5:17 SPEC_RANGE"],
    ],
  ])("%s", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });
});

describe("nothing is said of what follows from a fault", () => {
  test.each<[string, string, readonly string[]]>([
    ["a wrong value", "data: { active: 600, nFeatures: many }", ["3:33 SPEC_TYPE"]],
    ["a key that may have been meant", "data: { active: 600, nFeature: 1000 }", ["3:22 SPEC_UNKNOWN_KEY"]],
    ["a section that may have been meant", "dta: { nFeatures: 1000 }\ndata: { active: 600 }", ["3:1 SPEC_UNKNOWN_KEY"]],
    ["a wrong value of an axis", "data: { active: 600 }\ngrid: { data.nFeatures: [x] }", ["4:26 SPEC_TYPE"]],
    [
      "an axis that may have been meant",
      "data: { active: 600 }\ngrid: { features: [1000] }",
      ["4:9 SPEC_UNKNOWN_AXIS"],
    ],
    [
      "the base of a ratio",
      "data: { nFeatures: x, active: 1 }\ngrid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.001] } }",
      ["3:20 SPEC_TYPE"],
    ],
    [
      "exclusions that were left out",
      "grid: { data.active: [1, 600], sae.l1Coefficient: [x, 1] }\nexclude: [{ data.active: 600 }]",
      ["3:52 SPEC_TYPE"],
    ],
    ["a metric with no known name", "metrics: [mmcs]\nfigures: [{ kind: histogram, x: dead }]", ["3:11 SPEC_VALUE"]],
    ["a variant", "data: { active: 600 }\ngrid: { v: { a: { data.nFeatures: x } } }", ["4:35 SPEC_TYPE"]],
  ])("%s", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });
});

const never = (): readonly Issue[] => {
  throw new Error("asked");
};

describe("a check of one's own", () => {
  const issue: Issue = { code: "OWN_ISSUE", message: "own" };

  test("adds to what is wrong, and hears what is in doubt", async () => {
    let heard: Found | undefined;
    const check = (_: unknown, found: Found): readonly Issue[] => {
      heard = found;
      return [issue];
    };
    expect(await issuesAfterHead("sae: { dictSize: x }", { check }).catch(() => [])).toEqual([
      "OWN_ISSUE",
      "3:18 SPEC_TYPE",
    ]);
    expect(heard?.issues).toHaveLength(1);
    const paths = ["sae.dictSize", "sae.l1Coefficient", "data.active", "figures", "grid"];
    expect(paths.map((path) => heard?.doubtful(path))).toEqual([true, false, false, false, false]);
  });

  test("is not asked about a file that cannot be read, and is no issue where it finds none", async () => {
    expect(await issuesAfterHead("a: [1, 2", { check: never })).not.toEqual([]);
    const { name } = await load(withHead(""), { check: () => [] });
    expect(name).toBe("x");
  });
});
