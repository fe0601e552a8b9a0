import type { Result, RunEvent, WholeRunReport } from "@goldilocks/engine";
import type { Cell } from "@goldilocks/plan";
import type { TrackedRun, Tracking } from "@goldilocks/tracking";
import type { Prepared } from "../prepare.ts";
import type { Best } from "../run/best-cells.ts";
import type { RunSummary } from "../run/report.ts";
import type { BegunRun } from "../run/run-record.ts";
import { type CellState, cellRun } from "./cell-run.ts";
import { endedCells } from "./ended-cells.ts";
import { endedPlan } from "./ended-plan.ts";
import { planRun } from "./plan-run.ts";
import { cellRunKey, planRunKey, type TrackedPlan } from "./tracked-plan.ts";

/** Milliseconds between two looks at what was trained: what is sent meanwhile takes its time from trainings, if the server is on this machine. */
const EVERY = 10_000;

/** How a run of an experiment ended. */
export interface EndOfRun {
  readonly begun: BegunRun;
  readonly report: WholeRunReport;
  readonly summary: Pick<RunSummary, "outcome" | "claims" | "failures"> & { readonly best: Best | null };
}

/** Tells the outbox of a run while it goes on. */
export class RunTracker {
  readonly #prepared: Prepared;
  readonly #tracked: TrackedPlan;
  readonly #tracking: Tracking;
  readonly #cells: ReadonlyMap<string, readonly Cell[]>;
  /** When trainings began, by the key of the point. */
  readonly #started = new Map<string, number>();
  #trained: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #putting: Promise<void> = Promise.resolve();

  constructor(prepared: Prepared, tracked: TrackedPlan, tracking: Tracking) {
    this.#prepared = prepared;
    this.#tracked = tracked;
    this.#tracking = tracking;
    this.#cells = byPoint(prepared.plan.cells);
  }

  /** The run has begun. */
  async begin(): Promise<void> {
    const state = {
      status: "RUNNING",
      ended: null,
      artifacts: [],
      best: null,
      claims: null,
      experimentTags: {},
    } as const;
    await this.#put([planRun(await this.#since(), state)]);
  }

  /** Takes in what happened, and when. Cells that have been trained are told of a little later, several at once. */
  hear(event: RunEvent, at: number): void {
    if (event.type !== "started" && event.type !== "finished") return;
    const { kind, key } = event.node;
    if (kind !== "point") return;
    if (event.type === "started") {
      this.#started.set(key, at);
      return;
    }
    this.#trained.push(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#putting = this.#putting.then(() => this.#putTrained()).catch(() => {});
    }, EVERY).unref();
  }

  /** The run has ended, however that was: every cell that was trained or failed, and the plan, as they stand now. */
  async end(end: EndOfRun): Promise<void> {
    clearTimeout(this.#timer);
    await this.#putting;
    const cells = await endedCells(this.#prepared, end, (cell, state) => this.#cellRun(cell, state));
    const plan = await endedPlan(this.#prepared, await this.#since(), end);
    await this.#put([...cells, plan]);
  }

  async #putTrained(): Promise<void> {
    const trained = this.#trained;
    this.#trained = [];
    const runs: TrackedRun[] = [];
    for (const key of trained) {
      const point: Result | undefined = await this.#prepared.store.result(key);
      if (point === undefined) continue;
      for (const cell of this.#cells.get(key) ?? []) runs.push(await this.#cellRun(cell, { status: "RUNNING", point }));
    }
    await this.#put(runs);
  }

  /** A run that the outbox knows keeps the time at which it began. */
  async #cellRun(cell: Cell, state: CellState): Promise<TrackedRun> {
    const { experiment, plan } = this.#tracked;
    const known = await this.#tracking.known(cellRunKey(experiment, plan, cell));
    const started = known?.started ?? this.#started.get(cell.point);
    return cellRun(this.#tracked, cell, { ...state, ...(started !== undefined && { started }) });
  }

  async #since(): Promise<TrackedPlan> {
    const known = await this.#tracking.known(planRunKey(this.#tracked.experiment, this.#tracked.plan));
    return { ...this.#tracked, started: known?.started ?? this.#tracked.started };
  }

  async #put(runs: readonly TrackedRun[]): Promise<void> {
    if (runs.length > 0) await this.#tracking.put(runs);
  }
}

function byPoint(cells: readonly Cell[]): ReadonlyMap<string, readonly Cell[]> {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const others = found.get(cell.point);
    if (others === undefined) found.set(cell.point, [cell]);
    else others.push(cell);
  }
  return found;
}
