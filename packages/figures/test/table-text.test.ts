import { FiguresError, type Table, tableToCsv, tableToJson } from "@goldilocks/figures";
import { expect, test } from "vitest";

const table: Table = {
  rows: 3,
  columns: [
    { name: "size", label: "J / G", kind: "number", scale: "log", values: [64, 128, 256], labels: ["½×", "1×", "2×"] },
    {
      name: "note",
      label: "note",
      kind: "string",
      scale: "ordinal",
      values: ["plain", 'says "so", twice', "two\nlines"],
    },
    { name: "mmcs", label: "MMCS", kind: "number", scale: "linear", values: [0.1 + 0.2, null, 1e-7] },
    { name: "done", label: "done", kind: "boolean", scale: "ordinal", values: [true, false, null] },
  ],
};

test("CSV quotes what needs it, keeps every digit, and leaves missing values empty", () => {
  expect(tableToCsv(table)).toBe(
    'size,size.label,note,mmcs,done\n64,½×,plain,0.30000000000000004,true\n128,1×,"says ""so"", twice",,false\n256,2×,"two\nlines",1e-7,\n',
  );
});

test.each([
  ["=1+1", "'=1+1"],
  ["+x", "'+x"],
  ["-x", "'-x"],
  ["@SUM(1)", "'@SUM(1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", `"'\r=1"`],
  ["＝1", "'＝1"],
  ["-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"],
  ["-1.5e-3", "-1.5e-3"],
  ["a=1", "a=1"],
  ["½×", "½×"],
])("CSV has %j as %j, in names, values, labels and reasons", (text, expected) => {
  const kind = { kind: "string", scale: "ordinal" } as const;
  const columns = [
    { name: text, label: text, ...kind, values: [text] },
    { name: "b", label: "b", ...kind, values: ["b"], labels: [text], reasons: [text] },
  ];
  expect(tableToCsv({ rows: 1, columns })).toBe(
    `${expected},b,b.label,b.reason\n${[expected, "b", expected, expected].join(",")}\n`,
  );
});

test("CSV leaves numbers as numbers, also below 0", () => {
  const numbers = { name: "n", label: "n", kind: "number", scale: "linear", values: [-1, -1e-7, 0] } as const;
  expect(tableToCsv({ rows: 3, columns: [numbers] })).toBe("n\n-1\n-1e-7\n0\n");
});

test("CSV repeats no labels that only say the value", () => {
  const [size] = table.columns;
  const plain = size === undefined ? [] : [{ ...size, labels: ["64", "128", "256"] }];
  expect(tableToCsv({ rows: 3, columns: plain })).toBe("size\n64\n128\n256\n");
});

test("JSON is canonical: sorted keys, no space, and reads back as the table", () => {
  const text = tableToJson(table);
  expect(text).toMatch(/^\{"columns":\[\{"kind":"number","label":"J \/ G","labels":/u);
  expect(JSON.parse(text)).toEqual(table);
});

test("JSON refuses a number that it does not have", () => {
  const bad: Table = {
    rows: 1,
    columns: [{ name: "x", label: "x", kind: "number", scale: "linear", values: [Number.NaN] }],
  };
  expect(() => tableToJson(bad)).toThrow(FiguresError);
});
