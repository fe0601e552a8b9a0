import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { sha256 } from "@goldilocks/digest";
import { compile, nodeKinds, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, it } from "vitest";

import { versions } from "./versions.ts";

const fixture = (path: string): string => readFileSync(new URL(`fixtures/${path}`, import.meta.url), "utf8");
const read = (path: string): string => fixture(path.slice(path.lastIndexOf("/") + 1));

/** Of each kind the number of nodes, the first with its pre-image, and one digest over all keys. */
function goldenOf(plan: Plan): unknown {
  const used = new Set([...plan.nodes.values()].map(({ kind }) => kind));
  const kinds = nodeKinds
    .filter((kind) => used.has(kind))
    .map((kind) => {
      const nodes = [...plan.nodes.values()].filter((node) => node.kind === kind);
      const [first] = nodes;
      const sorted = nodes.map(({ key }) => key).toSorted();
      const whole = kind === "table" || kind === "figure" ? {} : { preImage: first?.preImage };
      return [
        kind,
        {
          count: nodes.length,
          allKeys: sha256(sorted.join("\n")),
          first: { key: first?.key, ...whole },
        },
      ];
    });
  return { cells: plan.cells.length, ...Object.fromEntries(kinds) };
}

/**
 * A key that changes makes every stored result of its kind useless. If one of these tests fails and no op version was
 * raised, the change is a mistake. If it is meant, run `GOLDILOCKS_UPDATE_GOLDEN=1 pnpm vitest run packages/plan` and
 * say in the commit why keys change.
 */
it.each([
  "toy.base",
  "toy-fig3",
  "jitter",
  "every-option",
  "larger",
  "ssll",
  "data-options",
  "matches",
  "estimates",
  "across",
  "claims",
])("the keys of %s are those of every version before", async (name) => {
  const experiment = await loadExperiment(`${name}.yaml`, { read });
  const golden = goldenOf(compile(experiment, versions));
  const file = new URL(`golden/${name}.json`, import.meta.url);
  if (process.env["GOLDILOCKS_UPDATE_GOLDEN"] === "1") writeFileSync(file, `${JSON.stringify(golden, undefined, 2)}\n`);
  expect(existsSync(file), `${name}.json was never written`).toBe(true);
  expect(golden).toEqual(JSON.parse(readFileSync(file, "utf8")));
});
