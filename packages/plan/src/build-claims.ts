import type { Experiment } from "@goldilocks/spec";

import type { NodeBuilder } from "./build-nodes.ts";
import { recordBytes } from "./cost.ts";
import type { ClaimsParameters } from "./kinds/claims.ts";
import { seedAxes } from "./seed-axes.ts";

/** Adds the verdicts on all claims and gives their key; null where nothing is claimed. */
export function buildClaims(builder: NodeBuilder, experiment: Experiment, table: string, rows: number): string | null {
  const { claims, readings } = experiment;
  if (claims.length === 0) return null;
  const seeds = seedAxes(experiment);
  const parameters: ClaimsParameters = {
    claims: claims.map(({ name, text, says, interval, unconverged }) => ({
      name,
      claim: text,
      says: says ?? null,
      interval,
      unconverged,
    })),
    readings,
    ...(seeds.length > 0 && { seedAxes: seeds }),
  };
  return builder.add({ kind: "claims", parameters, inputs: [table] }, () => ({
    needs: [table],
    cost: { flops: 100 * claims.length * rows, bytes: 4000 * claims.length + recordBytes, memory: 200 * rows },
    label: claims.length === 1 ? "1 claim" : `${claims.length} claims`,
  }));
}
