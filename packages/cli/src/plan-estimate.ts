import { inBatches, type Store } from "@goldilocks/engine";
import { type Plan, required, type RequiredNode, type Stored, summarise, type Summary } from "@goldilocks/plan";
import type { Settings } from "@goldilocks/spec";
import { fitWorkers } from "./machine/fit-workers.ts";
import { type MeasuredSize, totalSeconds } from "./machine/run-time.ts";
import { sizeOf, stepTimes } from "./machine/step-times.ts";
import type { Prepared } from "./prepare.ts";

/** What running a plan would take, and on what its time is based. */
export interface Estimate extends Summary {
  /** Floating-point operations a second of one worker; null where nothing is to be trained. */
  readonly flopsPerSecond: number | null;
  /** Why there are fewer workers than were asked for; null where there are not. */
  readonly fewerWorkers: string | null;
}

/** Starting the program and its threads and writing the results' files, in seconds; measured on the machine of docs/performance.md. */
const START = 1.3;
/** Loading what draws, with the first figure, and every other figure, in seconds. */
const FIRST_FIGURE = 1;
const OTHER_FIGURE = 0.3;

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
  const missing = required(plan, stored);
  const fit = fitWorkers(missing, workers);
  const rate = await effectiveRate(workspace.store, plan, missing, env);
  const options = { stored: keys, steps: stored.steps, workers: fit.workers };
  const summary = await summarise(plan, rate === undefined ? options : { ...options, flopsPerSecond: rate });
  const seconds = summary.seconds === null ? null : summary.seconds + START + drawing(missing);
  return { ...summary, seconds, flopsPerSecond: rate ?? null, fewerWorkers: fit.why };
}

/** Seconds that drawing takes. */
function drawing(missing: readonly RequiredNode[]): number {
  const figures = missing.filter(({ node }) => node.kind === "figure").length;
  return figures === 0 ? 0 : FIRST_FIGURE + (figures - 1) * OTHER_FIGURE;
}

async function storedSteps(store: Store, trajectory: string): Promise<readonly number[]> {
  const points = await store.points(trajectory);
  const checkpoint = await store.checkpoint(trajectory);
  return [...points.map(({ step }) => step), ...(checkpoint === undefined ? [] : [checkpoint.step])];
}

/** Sizes of cells that are measured, at most; the others are like the nearest of them. */
const MOST_SIZES = 8;
/** Weights times samples of the largest cell that is measured: its steps take tens of milliseconds. */
const MOST_WORK = 536_870_912;

/** A cell as large as can be measured in a moment; one that is larger takes longer in proportion. */
function measurable(settings: Settings): Settings {
  const { data, sae, train } = settings;
  const batch = Math.max(
    1,
    Math.min(train.batch, Math.floor(MOST_WORK / (data.activationDim * Math.min(sae.dictSize, 16)))),
  );
  const dictSize = Math.max(1, Math.min(sae.dictSize, Math.floor(MOST_WORK / (data.activationDim * batch))));
  return { ...settings, sae: { ...sae, dictSize }, train: { ...train, batch } };
}

/** Arithmetic of all that is missing, by the time one worker takes for it; `undefined` where nothing is to be trained. */
async function effectiveRate(
  store: string,
  plan: Plan,
  missing: readonly RequiredNode[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number | undefined> {
  const settingsOf = (trajectory: string): Settings | undefined => plan.trajectories.get(trajectory)?.settings;
  const cells = sizesOf(missing, settingsOf);
  if (cells.length === 0) return undefined;
  const { exactKernels } = await import("./run/device.ts");
  const times = await stepTimes(store, cells, exactKernels(env));
  const sizes = cells.flatMap((settings, index): MeasuredSize[] => {
    const measured = times[index];
    return measured === undefined ? [] : [{ settings, times: measured }];
  });
  if (sizes.length === 0) return undefined;
  const flops = missing.reduce((sum, { cost }) => sum + cost.flops, 0);
  return Number((flops / totalSeconds(missing, settingsOf, sizes)).toPrecision(3));
}

/** One cell of each size that is to be trained, those with most arithmetic first. */
function sizesOf(
  missing: readonly RequiredNode[],
  settingsOf: (trajectory: string) => Settings | undefined,
): readonly Settings[] {
  const found = new Map<string, { readonly settings: Settings; flops: number }>();
  for (const { node, cost } of missing) {
    const own = node.kind === "point" ? settingsOf(node.inputs[0] ?? "") : undefined;
    if (own === undefined) continue;
    const settings = measurable(own);
    const size = found.get(sizeOf(settings)) ?? { settings, flops: 0 };
    size.flops += cost.flops;
    found.set(sizeOf(settings), size);
  }
  const byWork = [...found.values()].toSorted((a, b) => b.flops - a.flops);
  return byWork.slice(0, MOST_SIZES).map(({ settings }) => settings);
}
