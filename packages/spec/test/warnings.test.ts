import type { Issue } from "@goldilocks/diagnostics";
import { expect, test } from "vitest";
import { issuesOf, load, withHead } from "./support.ts";

const warning: Issue = { code: "X_DOUBTFUL", message: "hm", severity: "warning" };
const error: Issue = { code: "X_WRONG", message: "no" };

test("warnings do not keep an experiment from being read: they come with it, each once", async () => {
  const experiment = await load(withHead(""), { check: () => [warning, warning] });
  expect(experiment.warnings).toEqual([warning]);
  expect(experiment.normal).not.toBeNull();
});

test("an experiment without anything doubtful has no warnings", async () => {
  expect((await load(withHead(""))).warnings).toEqual([]);
});

test("beside errors, warnings are left out", async () => {
  expect(await issuesOf(withHead(""), { check: () => [warning, error] })).toEqual(["X_WRONG"]);
});
