import { expect, test, vi } from "vitest";
import { issuesOf } from "./support.ts";

// Machines are busy.
vi.setConfig({ testTimeout: 60_000 });

const file = (changes: Readonly<Record<string, string>>): string => {
  const lines: Readonly<Record<string, string>> = {
    goldilocks: "1",
    name: "x",
    "train.steps": "5",
    data: "{ nFeatures: 8 }",
    grid: "{ sae.l1Coefficient: [0.1, 1], variant: { a: {}, b: { data.jitter: 0.1 } } }",
    repeats: "2",
    metrics: "[l0]",
    exclude: "[{ variant: a }]",
    figures: "[{ kind: line, x: sae.l1Coefficient, y: l0 }]",
    claims: "[max(l0) > 1]",
    profiles: "{ smoke: { train.steps: 2 } }",
    ...changes,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n");
};

/** Values that other programs, other versions of YAML and people with bad intent write. */
const values = [
  "1e308",
  "-1",
  "-0.0",
  "1e-320",
  "9007199254740993",
  "18446744073709551616",
  "1e400",
  "0x10",
  "0o17",
  "0b11",
  ".nan",
  "-.inf",
  "null",
  "~",
  "true",
  "yes",
  "2026-01-01T00:00:00Z",
  '""',
  '"\\0"',
  '"\\u001b[2J\\u0007"',
  '"\\ud800"',
  '"\u202Eabc"',
  `"${"a".repeat(5000)}"`,
  "{}",
  "[]",
  "[[[]]]",
  "{ __proto__: { x: 1 } }",
  "{ a: { b: { c: 1 } } }",
  "{ constructor: { prototype: { polluted: 1 } } }",
  "!!js/function 'function(){}'",
  "!!python/object/apply:os.system ['id']",
  "!!binary aGVsbG8=",
  "!!set { a, b }",
  "!!float 1",
  "&a [*a]",
  "&x { <<: *x }",
  "*undefined",
  "1_000",
  "--3",
  "½×",
  "{ log10: [1e-12, 1e12], perDecade: 1000000000 }",
  "{ log10: [10, 0.01] }",
  "{ linear: [0, 1], n: 1000000000 }",
  "{ ratioOf: data.nFeatures, values: [1e-9, 1e6] }",
  "|\n    a\n    line",
  "'''",
  '"open',
  "[1, 2",
  "{ a: 1",
  "@x",
  "`x",
  "\u0000",
  "\u2028",
  "\ufeff1",
  "ｆｕｌｌ",
  "toString",
  "hasOwnProperty",
  "__proto__",
  "../../x",
  "NUL.txt",
  "-rf",
];

/** Keys in whose place another is written. */
const keys = ["__proto__", "constructor", "toString", "<<", '""', '" "', "null", "1", "data.", ".data", "data..kind"];
const moreKeys = ['"\\u001b[31m"', "k".repeat(900), "? [a]\n", "? {a: 1}\n", "!!str x", "*a", "&a b", "-"];

const places = [
  "train.steps",
  "data",
  "grid",
  "repeats",
  "metrics",
  "exclude",
  "figures",
  "claims",
  "profiles",
  "extends",
];

const isIssue = /^(?:a\.yaml:\d+:\d+ )?SPEC_[A-Z_]+$/u;

test.each(places)("whatever stands at %s is right or an issue", async (place) => {
  for (const value of values) {
    const issues = await issuesOf(file({ [place]: value }));
    expect(issues.filter((issue) => !isIssue.test(issue))).toEqual([]);
  }
});

test("whatever stands as a key is an issue, and pollutes no object", async () => {
  for (const key of [...keys, ...moreKeys]) {
    for (const value of ["1", "{ polluted: 1 }", "{ prototype: { polluted: 1 } }"]) {
      const issues = await issuesOf(file({ [key]: value, grid: `{ ${key.trim()}: ${value} }` }));
      expect(issues.length).toBeGreaterThan(0);
      expect(issues.filter((issue) => !isIssue.test(issue))).toEqual([]);
    }
  }
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});
