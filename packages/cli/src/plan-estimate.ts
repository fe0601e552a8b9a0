import type { Store } from "@goldilocks/engine";
import { type Plan, required, type RequiredNode, type Stored, summarise, type Summary } from "@goldilocks/plan";
import type { Settings } from "@goldilocks/spec";
import type { Prepared } from "./prepare.ts";
import { rateOf } from "./machine/rate.ts";

/** What running a plan would take, and on what its time is based. */
export interface Estimate extends Summary {
  /** Floating-point operations a second of one worker; null where nothing is to be trained. */
  readonly flopsPerSecond: number | null;
}

/** Look-ups under way at once. */
const AT_ONCE = 64;

/** Looks up every node of a plan in the store, and estimates what running the rest would take. */
export async function estimate(
  { plan, store, workspace }: Prepared,
  workers: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Estimate> {
  const keys = new Set<string>();
  const steps = new Map<string, readonly number[]>();
  await inBatches([...plan.nodes.values()], async ({ key, kind }) => {
    if (kind === "trajectory") steps.set(key, await storedSteps(store, key));
    else if (kind !== "stream" && (await store.result(key)) !== undefined) keys.add(key);
  });
  const stored: Required<Stored> = { has: (key) => keys.has(key), steps: (trajectory) => steps.get(trajectory) ?? [] };
  const settings = typicalCell(plan, required(plan, stored));
  const rate = settings === undefined ? undefined : await measuredRate(workspace.store, settings, env);
  const options = { stored: keys, steps: stored.steps, workers };
  const summary = await summarise(plan, rate === undefined ? options : { ...options, flopsPerSecond: rate });
  return { ...summary, flopsPerSecond: rate ?? null };
}

async function storedSteps(store: Store, trajectory: string): Promise<readonly number[]> {
  const points = await store.points(trajectory);
  const checkpoint = await store.checkpoint(trajectory);
  return [...points.map(({ step }) => step), ...(checkpoint === undefined ? [] : [checkpoint.step])];
}

/** The cell in the middle of all arithmetic: as much is to be done in smaller ones as in larger ones. */
function typicalCell(plan: Plan, missing: readonly RequiredNode[]): Settings | undefined {
  const points = missing.filter(({ node }) => node.kind === "point").toSorted((a, b) => a.cost.flops - b.cost.flops);
  let left = points.reduce((sum, { cost }) => sum + cost.flops, 0) / 2;
  const middle = points.find(({ cost }) => (left -= cost.flops) <= 0);
  return plan.trajectories.get(middle?.node.inputs[0] ?? "")?.settings;
}

async function measuredRate(
  store: string,
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { exactKernels } = await import("./run/device.ts");
  return rateOf(store, settings, exactKernels(env));
}

async function inBatches<T>(items: readonly T[], visit: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(visit));
  }
}
