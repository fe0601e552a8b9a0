import { inflateSync } from "node:zlib";
import {
  figurePage,
  gridImages,
  links,
  mlflowKey,
  nameOfKey,
  numbersOf,
  presetView,
  seriesOf,
  showsPresetViews,
  tableJson,
} from "@goldilocks/tracking";
import fc from "fast-check";
import { expect, test } from "vitest";

/** The rule of MLflow's `validate_entity_name`, restated. */
const isTaken = (key: string): boolean =>
  /^[\p{L}\p{N}_.\-: /]+$/u.test(key) &&
  Array.from(key).length <= 250 &&
  !key.startsWith("..") &&
  key.split("/").every((part) => part !== "" && part !== "." && part !== "..");

// Also what escapes are made of, and very long names.
const names = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("a", ":", "/", ".", "[", "5", "b", "h"), maxLength: 12 }),
  fc.string({ minLength: 240, maxLength: 400 }),
);

test("every name becomes a key that MLflow takes", () => {
  fc.assert(
    fc.property(names, (name) => {
      expect(isTaken(mlflowKey(name))).toBe(true);
    }),
  );
});

test("two names never become one key", () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      expect(mlflowKey(a) === mlflowKey(b)).toBe(a === b);
    }),
  );
});

test("a key that was not cut tells its name", () => {
  fc.assert(
    fc.property(names, (name) => {
      const found = nameOfKey(mlflowKey(name));
      expect(found).toBe(Array.from(mlflowKey(name)).length === 250 ? found : name);
    }),
  );
});

test("usual names stay as they are", () => {
  for (const name of ["sae.l1Coefficient", "mmcs.truth", "train/l0", "axis.log10 x"])
    expect(mlflowKey(name)).toBe(name);
  expect(mlflowKey("a[0]")).toBe("a:5b:0:5d:");
  expect(mlflowKey("..a")).toBe(":2e:.a");
});

test("what is no number becomes a tag that says why", () => {
  const found = numbersOf(
    { a: 1, b: null, c: Number.NaN, d: Number.POSITIVE_INFINITY },
    { step: 3, timestamp: 9 },
    { b: "all dead" },
  );
  expect(found.metrics).toEqual([{ key: "a", value: 1, step: 3, timestamp: 9 }]);
  expect(found.tags).toEqual({
    "goldilocks.undefined.b": "all dead",
    "goldilocks.undefined.c": "NaN",
    "goldilocks.undefined.d": "Infinity",
  });
});

test("a history has the same times whenever it is made, and gaps for what is no number", () => {
  const points = [
    { step: 0, value: 2 },
    { step: 10, value: null },
    { step: 20, value: 1 },
  ];
  expect(seriesOf("l0", points, 1000)).toEqual([
    { key: "l0", value: 2, step: 0, timestamp: 1000 },
    { key: "l0", value: 1, step: 20, timestamp: 1002 },
  ]);
});

test("a preset view is a tag that MLflow's UI unpacks to the charts that were asked for", () => {
  const view = presetView(
    { name: "Fig 3", contour: { x: "axis.d", y: "axis.l1", z: "mmcs" }, scatter: { x: "l0", y: "mmcs" } },
    7,
  );
  const value = JSON.parse(view?.tags[`mlflow.sharedViewState.${view.key}`] ?? "") as { state: string };
  const state = JSON.parse(inflateSync(Buffer.from(value.state.replace(/^deflate;/u, ""), "base64")).toString()) as {
    compareRunCharts: { type: string; uuid: string; metricSectionId: string }[];
    compareRunSections: { uuid: string }[];
  };
  expect(state.compareRunCharts.map(({ type }) => type)).toEqual(["CONTOUR", "SCATTER"]);
  expect(state.compareRunCharts[0]).toMatchObject({
    xaxis: { key: "axis.d", type: "PARAM" },
    zaxis: { type: "METRIC" },
  });
  expect(new Set(state.compareRunCharts.map(({ uuid }) => uuid)).size).toBe(2);
  expect(state.compareRunCharts[0]?.metricSectionId).toBe(state.compareRunSections[0]?.uuid);
  expect([showsPresetViews("3.17.2"), showsPresetViews("2.22.0"), showsPresetViews("4.0.0")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a preset view comes first and open, and what the page adds for metrics comes after it, closed", () => {
  const view = presetView({ name: "zz", closed: ["training"], points: { x: "axis.d", y: "mmcs" } }, 7);
  const value = JSON.parse(view?.tags[`mlflow.sharedViewState.${view.key}`] ?? "") as { state: string };
  const state = JSON.parse(inflateSync(Buffer.from(value.state.replace(/^deflate;/u, ""), "base64")).toString());
  expect(
    state.compareRunSections.map(({ name, display }: { name: string; display: boolean }) => [name, display]),
  ).toEqual([
    ["zz", true],
    ["training", false],
    ["Model metrics", false],
    ["System metrics", false],
  ]);
  expect(state.isAccordionReordered).toBe(true);
  expect(state.compareRunCharts).toMatchObject([
    { type: "SCATTER", xaxis: { key: "axis.d", type: "PARAM" }, yaxis: { key: "mmcs", type: "METRIC" } },
  ]);
});

test("a view that is too long for a tag is none", () => {
  const params = Array.from({ length: 5000 }, (_, i) => `p${(i * 7919) % 100_003}`);
  expect(presetView({ name: "long", parallel: { params, metrics: [] } }, 7)).toBeUndefined();
});

test("links carry identifiers as MLflow's UI reads them", () => {
  const link = new URL(links.compare("http://h:1", ["1", "2"], ["a", "b"]).replace("/#", ""));
  expect(JSON.parse(link.searchParams.get("runs") ?? "")).toEqual(["a", "b"]);
  expect(JSON.parse(link.searchParams.get("experiments") ?? "")).toEqual(["1", "2"]);
});

test("tables have null for what is no number", () => {
  expect(tableJson(["a"], [[Number.NaN], [1], ["x"]])).toBe('{"columns":["a"],"data":[[null],[1],["x"]]}');
});

test("a picture of the image grid is a file and its small copy, the same whenever it is made", () => {
  const picture = { source: { kind: "object", digest: "d" }, digest: "d", bytes: 3, mediaType: "image/png" } as const;
  const [whole, small] = gridImages("fig/loss", { step: 2, timestamp: 5 }, picture);
  expect(whole?.path).toMatch(/^images\/fig~loss\+step\+2\+timestamp\+5\+[0-9a-f-]{36}\.png$/u);
  expect(small?.path).toBe(whole?.path.replace(".png", "+compressed.webp"));
  expect(gridImages("fig/loss", { step: 2, timestamp: 5 }, picture)[0]).toEqual(whole);
});

const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>';

test("the page of a figure has it inline, and nothing it is told can become markup", () => {
  const evil = `"><script>alert(1)</script>`;
  const page = figurePage({ title: evil, caption: evil, svg, hash: evil, command: evil });
  expect(page).toContain("<text>x</text>");
  expect(page).not.toContain("<script");
  expect(page).not.toContain("<?xml");
  expect(page).not.toMatch(/(?:src|href)="http/u);
});

test("a figure that could act is shown as a picture, where it cannot", () => {
  for (const act of [
    "<script>1</script>",
    '<g onload="x()"/>',
    '<g/onload="x()"/>',
    "<foreignObject/>",
    '<a href="javascript:x"/>',
    '<a xlink:href="&#106;avascript:x"/>',
    '<use href="http://x/y.svg#z"/>',
    "<style>*{background:url(http://x)}</style>",
    '<animate attributeName="x"/>',
    '<g fill="url(http://x)"/>',
    "<!-- -->",
  ]) {
    const page = figurePage({
      title: "t",
      caption: "",
      svg: svg.replace("<text>", `${act}<text>`),
      hash: "",
      command: "",
    });
    expect(page).toContain('src="data:image/svg+xml;base64,');
    expect(page).not.toContain("<text>");
  }
});
