import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe as describeKey, keyPaths, metricInfo, schemaText, settingSchemas } from "@goldilocks/spec";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { issuesOf } from "./support.ts";

type Node = { readonly [key: string]: unknown };

const schema: Node = JSON.parse(schemaText());
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const partOf = (node: unknown, key: string): Node => {
  const part = isNode(node) ? node[key] : undefined;
  return isNode(part) ? part : {};
};
const definitions = partOf(schema, "$defs");

function resolve(node: Node): Node {
  const { $ref, ...own } = node;
  if (typeof $ref !== "string") return node;
  let target: Node = schema;
  for (const step of $ref.split("/").slice(1)) target = partOf(target, step);
  return { ...resolve(target), ...own };
}

/** Every schema inside the schema, with a pointer to it. */
function* parts(node: unknown, at = "#"): Generator<[string, Node]> {
  if (Array.isArray(node)) for (const [index, part] of node.entries()) yield* parts(part, `${at}/${index}`);
  if (!isNode(node)) return;
  yield [at, node];
  for (const [key, part] of Object.entries(node)) {
    if (key !== "examples" && key !== "default") yield* parts(part, `${at}/${key}`);
  }
}

const ajv = new Ajv2020({ strictTypes: false, strictRequired: false });
ajv.addVocabulary(["unit", "scale", "later", "choice"]);
const compile = (node: Node): ((value: unknown) => boolean) => ajv.compile({ ...node, $defs: definitions });

/** Keys a person can write, each with its resolved schema: top level, settings, figures, repeats, axis forms. */
const owners: readonly Node[] = [
  schema,
  ...[
    "Body",
    "Data",
    "DecayByRate",
    "DecayNone",
    "Correlation",
    "Noise",
    "SaeL1",
    "SaeTopK",
    "SaeJumpRelu",
    "AuxiliaryNone",
    "AuxiliaryByTopK",
    "Init",
    "Train",
    "Adam",
    "ScheduleConstant",
    "ScheduleDecay",
    "ResampleNone",
    "ResampleByLoss",
    "History",
    "Seeds",
    "Evaluate",
    "Figure",
    "FigureLabels",
    "FigureScales",
    "FigureDomains",
    "AtStep",
    "EstimateByDead",
    "EstimateBySsll",
    "EstimateByLarger",
    "Log10Range",
    "LinearRange",
    "Ratios",
    "WrittenSettings",
  ].map((name) => partOf(definitions, name)),
];
const keys = owners.flatMap((owner) =>
  Object.entries(partOf(owner, "properties")).map(([key, node]): [string, Node] => [
    key,
    isNode(node) ? resolve(node) : {},
  ]),
);

/** Keys that have no default, since leaving them out means something else: nothing is drawn, inherited or named. */
const withoutDefault = new Set([
  "readings",
  "method",
  "name",
  "title",
  "description",
  "extends",
  "grid",
  "caption",
  "x",
  "y",
  "fill",
  "series",
  "facet",
  "where",
  "interval",
  "domain",
  "marks",
  "width",
  "height",
  "labels",
  "scales",
  "domains",
  "bins",
  "at",
  "kind",
  "method",
  "log10",
  "linear",
  "n",
  "ratioOf",
  "values",
  "data.kind",
]);

test("is a valid schema of the 2020-12 draft", () => {
  expect(ajv.validateSchema(schema)).toBe(true);
  expect(() => compile(schema)).not.toThrow();
});

test.each(keys)(
  "%s has a description, an example that fits, and a default that fits or a reason for none",
  (key, node) => {
    expect(typeof node["description"]).toBe("string");
    const { examples } = node;
    expect(Array.isArray(examples) && examples.length > 0).toBe(true);
    const validate = compile(node);
    for (const one of Array.isArray(examples) ? examples : []) expect(validate(one)).toBe(true);
    const standard = node["default"];
    expect(standard === undefined ? withoutDefault.has(key) : validate(standard)).toBe(true);
  },
);

test("a schema with alternatives asserts nothing beside them, so that issues of one are told apart", () => {
  const allowed = new Set(["anyOf", "choice", "description", "title", "default", "examples", "unit"]);
  const beside = [...parts(schema)]
    .filter(([, node]) => Array.isArray(node["anyOf"]))
    .flatMap(([at, node]) => Object.keys(node).map((key) => [at, key] as const))
    .filter(([, key]) => !allowed.has(key));
  expect(beside).toEqual([]);
});

test("every setting can be written dotted at the top, and be an axis", () => {
  const written = partOf(partOf(definitions, "WrittenSettings"), "properties");
  const axes = partOf(partOf(definitions, "Axes"), "properties");
  const grid = partOf(partOf(definitions, "GridMap"), "properties");
  for (const path of settingSchemas.keys())
    expect([path, path in written, path in axes, path in grid]).toEqual([path, true, true, true]);
  expect(Object.keys(axes)).toEqual([...settingSchemas.keys()]);
  const validate = compile(schema);
  for (const [path, { examples }] of settingSchemas)
    expect([path, validate({ goldilocks: 1, name: "x", grid: { [path]: examples } })]).toEqual([path, true]);
});

test("every setting can be written nested in its section, and dotted from there", () => {
  for (const path of settingSchemas.keys()) {
    const [section = "", ...rest] = path.split(".");
    const name = `Written${section.charAt(0).toUpperCase()}${section.slice(1)}`;
    expect(Object.keys(partOf(partOf(definitions, name), "properties"))).toContain(rest.join("."));
  }
});

test("metrics are the same in the schema and in the table of metrics", () => {
  expect(partOf(definitions, "MetricName")["enum"]).toEqual(Object.keys(metricInfo));
});

test("what an editor accepts the loader accepts, and what it refuses the loader refuses", async () => {
  const validate = compile(schema);
  const files: readonly Node[] = [
    { goldilocks: 1, name: "x", "data.jitter": 1, train: { "optimizer.beta1": 0.5 } },
    { goldilocks: 1, name: "x", grid: { variant: [{ a: {} }, { b: { "data.decay": { kind: "none" } } }] } },
    { goldilocks: 1, name: "x", data: { decay: { kind: "none", rate: 1 } } },
    { goldilocks: 1, name: "x", "data.foo": 1 },
    { goldilocks: 1, name: "x", grid: { "sae.dictSize": [0] } },
    { goldilocks: 1, name: "x", profiles: { a: { extends: "b.yaml" } } },
    { goldilocks: 1, name: "x", figures: [{ kind: "heatmap" }] },
  ];
  const verdicts = await Promise.all(
    files.map(async (file) => [validate(file), (await issuesOf(JSON.stringify(file))).length === 0]),
  );
  expect(verdicts.map(([editor]) => editor)).toEqual([true, true, false, false, false, false, false]);
  for (const [editor, loader] of verdicts) expect(loader).toBe(editor);
});

test("the generated files are those that the schema file gives", async () => {
  const generator = fileURLToPath(new URL("../generate.mjs", import.meta.url));
  await expect(promisify(execFile)(process.execPath, [generator, "--check"])).resolves.toBeDefined();
  expect(schema).toEqual(
    JSON.parse(await readFile(new URL("../schema/experiment.schema.json", import.meta.url), "utf8")),
  );
}, 30_000);

describe("the description of a key", () => {
  test("tells what the schema says of a key", () => {
    expect(describeKey("sae.dictSize")).toMatchObject({
      path: "sae.dictSize",
      unit: "dictionary elements",
      default: 512,
      examples: [128, 512],
    });
    expect(describeKey("data.decay.kind")).toMatchObject({ values: ["power", "geometric", "none"], default: "power" });
    expect(describeKey("repeats.over")?.default).toEqual(["features", "data", "init"]);
    expect(describeKey("figures.kind")?.values).toContain("heatmap");
  });

  test("knows every key it lists, and no other", () => {
    for (const path of keyPaths) expect(describeKey(path)?.description).toMatch(/\w/u);
    for (const path of ["sae.foo", "", "__proto__", "constructor"]) expect(describeKey(path)).toBeUndefined();
  });
});
