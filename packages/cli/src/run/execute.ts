import { type RunEvent, type RunOptions, runDespiteFailures, type WholeRunReport } from "@goldilocks/engine";
import type { RequiredNode } from "@goldilocks/plan";
import { fitWorkers } from "../machine/fit-workers.ts";
import { memoryLimit } from "../machine/memory-limit.ts";
import type { Provenance } from "../machine/provenance.ts";
import type { Prepared } from "../prepare.ts";
import { issuesLines, stackLines } from "../text/report-error.ts";
import type { Lines, Terminal } from "../text/terminal.ts";
import { hearDamage } from "./damage.ts";
import { exactKernels, openDevice } from "./device.ts";
import { failureOf, failureLines, isHopeless } from "./failures.ts";
import { deviceLine } from "./header.ts";
import { Progress } from "./progress.ts";
import { Reporter } from "./reporter.ts";

/** How to compute what a plan lacks. */
export interface ExecuteOptions {
  readonly prepared: Prepared;
  readonly missing: readonly RequiredNode[];
  readonly workers: number;
  readonly failFast: boolean;
  readonly quiet: boolean;
  readonly order?: RunOptions["order"];
  readonly debug: boolean;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly err: Terminal;
  readonly provenance: Provenance;
  /** How to print at this moment; changed while live lines are up. */
  readonly display: { say: (lines: Lines) => void };
  /** Told of everything that happens, and quick to return. */
  readonly hear?: (event: RunEvent) => void;
}

/**
 * Computes what the store lacks, showing how it goes on. Failures are printed as they happen; where cells fail, what can be shown of
 * the others is made.
 */
export async function execute(options: ExecuteOptions): Promise<WholeRunReport> {
  const { prepared, missing, err, env, quiet, provenance } = options;
  const { plan, store, workspace } = prepared;
  const kernels = exactKernels(env);
  const fit = fitWorkers(missing, options.workers);
  if (!quiet) err.print(deviceLine(fit.workers, kernels.fusing));
  if (!quiet && fit.why !== null) err.print(`  ${fit.why}`);
  const workers = Math.min(fit.workers, missing.length);
  const device = openDevice({ kernels, workers, store, storeDirectory: workspace.store, provenance });
  const progress = new Progress(missing, workers, performance.now());
  const reporter = quiet ? undefined : new Reporter(err, () => progress.snapshot(performance.now()));
  const say = (lines: Lines): void => (reporter === undefined ? err.print(lines) : reporter.say(lines));
  options.display.say = say;
  const damage = hearDamage((report) => say(issuesLines([report], err)));
  const hopeless = new AbortController();
  try {
    return await runDespiteFailures({
      plan,
      store,
      executor: device,
      memoryLimit: memoryLimit(),
      failFast: options.failFast,
      ...(options.order === undefined ? {} : { order: options.order }),
      signal: AbortSignal.any([options.signal, hopeless.signal]),
      onEvent: (event) => {
        progress.hear(event, performance.now());
        options.hear?.(event);
        if (event.type !== "failed") return;
        const { node, error } = event;
        say(failureLines(failureOf(plan, node, error), err));
        if (options.debug) say(stackLines(error));
        if (isHopeless(error)) hopeless.abort();
      },
    });
  } finally {
    options.display.say = err.print;
    damage.close();
    reporter?.close();
    await device.close();
  }
}
