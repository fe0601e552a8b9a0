import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { compile } from "../src/index.ts";
import { versions } from "./versions.ts";

const FIGURE = "{ kind: line, x: sae.l1Coefficient, y: mmcs.truth }";

/** The settings that the caption of the first figure names. */
async function settingsOf(more: string, figure = FIGURE): Promise<unknown> {
  const text = `goldilocks: 1
name: toy
title: One title
data: { activationDim: 8, nFeatures: 16${more} }
train: { steps: 100, batch: 16 }
grid: { sae.l1Coefficient: [0.1, 1], variant: { clean: {}, jitter: { data.jitter: 0.1 } } }
metrics: [mmcs.truth]
figures: [${figure}]
`;
  const plan = compile(await loadExperiment("e.yaml", { read: () => text }), versions);
  const node = plan.nodes.get(plan.figures[0] ?? "");
  return node?.kind === "figure" ? node.parameters.facts.settings : undefined;
}

test("a caption names the settings that differ from the defaults and that no axis shows", async () => {
  const plain = await settingsOf("");
  expect(await settingsOf(", active: 3")).toEqual({ ...(plain as object), "data.active": 3 });
  expect(plain ?? {}).not.toHaveProperty(["sae.l1Coefficient"]);
  expect(plain ?? {}).not.toHaveProperty(["data.jitter"]);
});

test("a caption names what a variant sets, where the figure keeps that variant alone", async () => {
  const kept = await settingsOf(
    "",
    "{ kind: line, x: sae.l1Coefficient, y: mmcs.truth, where: { variant: [jitter] } }",
  );
  expect(kept).toMatchObject({ "data.jitter": 0.1 });
});
