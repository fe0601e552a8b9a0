import { afterAll, expect, test } from "vitest";
import { Place } from "./exp.ts";

const place = new Place();
afterAll(() => place.remove());

interface Findings {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly store: Readonly<Record<string, unknown>>;
  readonly fusing: { readonly on: boolean; readonly reason: string };
  readonly ops: readonly { readonly op: string; readonly recorded: string; readonly here: string }[];
  readonly issues: readonly unknown[];
}

test("exp doctor recomputes every fingerprint and finds the recorded bits", { timeout: 120_000 }, async () => {
  const { code, stdout } = await place.run("doctor", "--json", { GOLDILOCKS_VECTORS: "128" });
  const { machine, store, fusing, ops, issues }: Findings = JSON.parse(stdout);
  expect(ops.map(({ op }) => op)).toContain("point");
  expect(ops.filter(({ recorded, here }) => recorded !== here)).toEqual([]);
  expect({ code, issues }).toEqual({ code: 0, issues: [] });
  expect(fusing).toEqual({ on: false, reason: "GOLDILOCKS_VECTORS=128" });
  expect(machine["cores"]).toBeGreaterThan(0);
  expect(store).toMatchObject({ exists: false, notWritable: null, results: 0 });
});

test("exp doctor fails where nothing can be written", { timeout: 120_000 }, async () => {
  place.write("store", "a file where the store should be");
  const { code, stdout, stderr } = await place.run("doctor");
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toContain("CLI_CANNOT_WRITE");
});
