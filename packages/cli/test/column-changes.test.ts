import type { Difference } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { columnChanges, columnLines } from "../src/why/column-changes.ts";

const differs = (path: string, before: Difference["before"], after: Difference["after"]): Difference => ({
  kind: "table",
  path,
  before,
  after,
});
const column = (name: string): Difference["before"] => ({ name, values: [0] });

describe("what differs between two tables", () => {
  test("is told by the names of columns, whatever dots these have", () => {
    const found = columnChanges([
      differs("parameters.known.data.active.values", [3, 3], [4, 4]),
      differs("inputs.2.parameters.measured.mmcs.truth.chance", undefined, column("mmcs.truth.chance")),
      differs("parameters.derived.mmcs.truth.aboveChance", column("mmcs.truth.aboveChance"), undefined),
      differs("opVersion", "1", "2"),
    ]);
    expect(found).toMatchObject({
      added: ["mmcs.truth.chance"],
      removed: ["mmcs.truth.aboveChance"],
      changed: ["data.active"],
      others: [{ path: "opVersion" }],
    });
    expect(columnLines(found)).toHaveLength(3);
  });

  test("is no list of all columns where the rows are others", () => {
    const rows = differs("parameters.rows", 2, 3);
    const found = columnChanges([rows, differs("parameters.known.data.active.values", [3, 3], [3, 3, 3])]);
    expect(found).toEqual({ added: [], removed: [], changed: [], others: [rows] });
  });

  test("a column's own optional field is a change and no new column", () => {
    const found = columnChanges([differs("parameters.known.sae.dictSize.labels", undefined, ["½×"])]);
    expect(found).toMatchObject({ added: [], changed: ["sae.dictSize"] });
  });
});
