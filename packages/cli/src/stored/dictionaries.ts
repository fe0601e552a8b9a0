import type { Store } from "@goldilocks/engine";
import { metrics, withDefaults } from "@goldilocks/plan";
import { isRecord, textIn } from "./json.ts";
import type { Listed } from "./listing.ts";
import { readPreImage } from "./node-words.ts";
import { plannedBy } from "./planned-nodes.ts";
import type { StoredRun } from "./runs.ts";

/** A trained dictionary of a store, and what was measured of it. */
export interface ListedDictionary extends Listed {
  readonly step: number;
  readonly dictSize: number;
  readonly l1Coefficient: number;
  /** Metrics by name, as far as they look at this dictionary alone. */
  readonly values: Readonly<Record<string, number>>;
}

/** Every trained dictionary that a store has and a run was for, each under the last such run. */
export async function dictionaries(store: Store, runs: readonly StoredRun[]): Promise<readonly ListedDictionary[]> {
  const found = new Map<string, ListedDictionary>();
  const plans = new Map(runs.map((run) => [run.plan, run]));
  for (const run of plans.values()) for (const one of await trainedIn(store, run)) found.set(one.hash, one);
  return [...found.values()];
}

async function trainedIn(store: Store, run: StoredRun): Promise<readonly ListedDictionary[]> {
  const nodes = (await plannedBy(store, run)).flatMap(({ key, preImage }) => {
    const read = readPreImage(preImage);
    return read === undefined ? [] : [[key, read] as const];
  });
  const byKey = new Map(nodes);
  const points = new Map(nodes.filter(([, { kind }]) => kind === "point"));
  const values = new Map<string, Record<string, number>>();
  for (const [key, { inputs }] of nodes) {
    const [point, ...others] = inputs.filter((input) => points.has(input));
    if (point === undefined || others.length > 0) continue;
    values.set(point, { ...values.get(point), ...numbersIn((await store.result(key))?.values) });
  }
  const lines = [...points].map(async ([key, point]): Promise<readonly ListedDictionary[]> => {
    const result = await store.result(key);
    const trajectory = byKey.get(point.inputs[0] ?? "");
    if (result === undefined || trajectory === undefined) return [];
    const { dictSize, l1Coefficient } = withDefaults("trajectory", trajectory.parameters);
    const { step } = withDefaults("point", point.parameters);
    const { name, profile, set } = run;
    const title = `J ${dictSize}, L1 ${l1Coefficient}, ${step} steps`;
    const facts = { kind: "dictionary", hash: key, name, experiment: name, title, profile, set } as const;
    const made = { when: textIn(result.provenance, "at"), outcome: "stored", summary: "" };
    return [{ ...facts, ...made, step, dictSize, l1Coefficient, values: values.get(key) ?? {} }];
  });
  return (await Promise.all(lines)).flat();
}

const numbersIn = (values: Parameters<typeof isRecord>[0]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(isRecord(values) ? values : {}).filter(
      (entry): entry is [string, number] => Object.hasOwn(metrics, entry[0]) && typeof entry[1] === "number",
    ),
  );
