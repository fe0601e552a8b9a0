import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { fuzz } from "./fuzz.ts";
import { Random } from "./random.ts";
import { mutateYaml } from "./yaml-mutations.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

// Each kind has a process of its own, and machines are busy.
vi.setConfig({ testTimeout: 300_000 });

test("every class of fault is found, the next mutation is tried all the same, and what is no fault is none", async () => {
  const limits = { seconds: 1, patience: 4, bytes: 500_000_000 };
  const { findings, counts } = await fuzz({ root, kinds: ["planted"], count: 13, limits });
  expect(findings.map(({ index, class: found }) => [index, found])).toEqual([
    [2, "exception"],
    [3, "exception"],
    [4, "internal"],
    [5, "nonsense"],
    [6, "slow"],
    [7, "slow"],
    [8, "memory"],
    [9, "crash"],
    [10, "exception"],
    [11, "nonsense"],
  ]);
  expect(counts.get("planted")).toMatchObject({ tried: 13, accepted: 2, refused: 1 });
});

test("one fault alone is found by its kind, seed and index", async () => {
  const { findings, counts } = await fuzz({ root, kinds: ["planted"], count: 1, index: 11 });
  expect(findings).toMatchObject([{ kind: "planted", seed: 1, index: 11, class: "nonsense" }]);
  expect(counts.get("planted")).toMatchObject({ tried: 1 });
});

test("the same kind, seed and index make the same mutation", () => {
  const text = readFileSync(join(root, "experiments/toy-fig3.yaml"), "utf8");
  const made = (index: number): string => mutateYaml(new Random("specs", 1, index), text);
  const all = Array.from({ length: 50 }, (_, index) => made(index));
  expect(all).toEqual(Array.from({ length: 50 }, (_, index) => made(index)));
  expect(new Set(all).size).toBeGreaterThan(40);
});

test("some hundred changed experiments, claims, figures, capsules and answers of MLflow are each taken whole or refused", async () => {
  const found = await fuzz({ root, count: 300 });
  expect(found.findings).toEqual([]);
  expect([...found.counts.keys()].toSorted()).toEqual(["capsules", "claims", "figures", "mlflow", "specs"]);
});
