import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { inProcess, memoryStore, opVersions, runPlan, type Store } from "@goldilocks/engine";
import { type Cell, compile, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { loadKernels } from "../parity/training-on.ts";

const FOLDER = new URL("options/", import.meta.url);
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length));

/** Keys of the nodes of a cell: all that its trained state and its metrics are made of, and what is made of these alone (chance levels). */
function nodesOf({ nodes }: Plan, { point, metrics }: Cell): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (key: string): void => {
    const node = found.has(key) ? undefined : nodes.get(key);
    found.add(key);
    for (const next of [...(node?.inputs ?? []), ...(node?.needs ?? [])]) visit(next);
  };
  for (const key of [point, ...Object.values(metrics).map(({ node }) => node)]) visit(key);
  for (const { key, kind, inputs } of nodes.values()) {
    // Trainings of other cells begin with the same features and codes.
    if (kind !== "trajectory" && inputs.length > 0 && inputs.every((input) => found.has(input))) found.add(key);
  }
  return found;
}

const digestOf = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.toSorted().join("\n")).digest("hex").slice(0, 16);

/** Of each kind of node of a cell what it made: one digest over outputs and values. */
async function madeBy(plan: Plan, store: Store, cell: Cell): Promise<Record<string, string>> {
  const lines = new Map<string, string[]>();
  for (const key of nodesOf(plan, cell)) {
    const result = await store.result(key);
    if (result === undefined) continue;
    const digests = Object.entries(result.outputs).map(([name, { digest }]) => [name, digest]);
    const kind = plan.nodes.get(key)?.kind ?? "";
    lines.set(kind, [...(lines.get(kind) ?? []), JSON.stringify([digests, result.values])]);
  }
  const made = [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(made.map(([kind, all]) => [kind, digestOf(all)]));
}

/** Options that came after an op's fingerprint was recorded are not in it. Here is what they make, by file of `options/` and cell. */
test.each(names)("the options of %s make what they made before", async (name) => {
  const read = (): string => readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8");
  const plan = compile(await loadExperiment(`${name}.yaml`, { read }), opVersions);
  const store = memoryStore();
  const machine = { store, kernels: loadKernels, provenance: () => null, checkpointDue: () => false };
  const { failed } = await runPlan({
    plan,
    store,
    executor: inProcess(machine),
    memoryLimit: Number.POSITIVE_INFINITY,
  });
  expect([...failed.values()]).toEqual([]);
  const now = await Promise.all(
    plan.cells.map(async (cell) => {
      const label = Object.values(cell.coordinates).map((point) => point.label);
      return [label.join(", "), await madeBy(plan, store, cell)] as const;
    }),
  );
  const file = new URL(`${name}.json`, FOLDER);
  // A difference means that results change for all who use the option: if that is meant, raise the revision of the op, run once with
  // UPDATE_GOLDEN=1, and say why in the commit.
  const text = `${JSON.stringify(Object.fromEntries(now), null, 2)}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
});
