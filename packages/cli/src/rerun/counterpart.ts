import { opVersions } from "@goldilocks/engine";
import { compile, type Plan } from "@goldilocks/plan";
import { loadNormal } from "@goldilocks/spec";
import { deviceOf } from "./device-class.ts";
import type { Target } from "./target.ts";
import { planOfTarget } from "./target-plan.ts";

/** A target, and the same thing made on the exact device. */
export interface Counterpart {
  /** What is to be made: it has a hash of its own. */
  readonly target: Target;
  /** Keys of the two tables. */
  readonly tables: { readonly before: string; readonly after: string };
  /** The hash that it is derived from. */
  readonly from: string;
}

/**
 * What corresponds to a target on the exact device: two plans of one experiment differ only in the class of device, and so in keys, and
 * have their nodes in the same order.
 *
 * @throws as `planOfTarget` does.
 */
export async function exactCounterpart(target: Target): Promise<Counterpart> {
  await planOfTarget(target);
  const experiment = await loadNormal(target.normal);
  const before: Plan = compile(experiment, opVersions, deviceOf(target));
  const after: Plan = compile(experiment, opVersions);
  const keys = [...after.nodes.keys()];
  const at = target.key === null ? -1 : [...before.nodes.keys()].indexOf(target.key);
  const key = target.key === null ? null : (keys[at] ?? "");
  return {
    target: {
      key,
      partialOf: null,
      normal: target.normal,
      recorded: null,
      nodes: new Map(),
      run: target.run,
      held: null,
    },
    tables: { before: before.table, after: after.table },
    from: target.key ?? before.table,
  };
}
