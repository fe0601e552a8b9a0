import { opVersions } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import { compile } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { cellsFrame } from "../src/results/cells-frame.ts";

test("beside a value that a failure took stands the failure, beside another one why there is none", async () => {
  const text = "goldilocks: 1\nname: x\ntrain: { steps: 9 }\ngrid: { sae.dictSize: [4, 8] }\nmetrics: [dead]\n";
  const plan = compile(await loadExperiment("x.yaml", { read: () => text }), opVersions);
  const failure = "failed: ENGINE_DIVERGED (training)";
  const dead = { name: "dead", label: "dead", kind: "number", scale: "linear", values: [null, null] } as const;
  const table: Table = { rows: 2, columns: [{ ...dead, reasons: [failure, null] }] };
  const reasons = cellsFrame(plan, table).find(({ name }) => name === "dead.reason")?.values;
  expect(reasons?.[0]).toBe(failure);
  expect(reasons?.[1]).toContain("9 of 500");
});
