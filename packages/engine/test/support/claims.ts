import { type ClaimsReport, type Finding, ops, type Result } from "@goldilocks/engine";
import type { Cell } from "@goldilocks/plan";
import { bareContext, nodeOf, planOf } from "./machine.ts";

/** Made-up measurements of one cell, by column. */
export type Values = { readonly [column: string]: number | boolean | null };

/** What was decided of an experiment's claims: as the file that a person reads, and as the one that a program reads. */
export interface Decided {
  readonly text: string;
  readonly report: ClaimsReport;
}

/** Decides the claims of an experiment over a table whose measured columns are made up. */
export async function decided(experiment: string, measure: (cell: Cell) => Values): Promise<Decided> {
  const plan = await planOf(experiment);
  const table = nodeOf(plan, "table");
  const { known, measured } = table.parameters;
  const rows = plan.cells.map(measure);
  const columns = [
    ...known,
    ...measured.map((column) => Object.assign({ values: rows.map((row) => row[column.name] ?? null) }, column)),
  ];
  const bytes = new TextEncoder().encode(JSON.stringify({ rows: rows.length, columns }));
  const context = {
    ...bareContext,
    node: () => table,
    result: async (key: string) => ({ key, outputs: {}, values: {} }) as unknown as Result,
    read: async () => bytes,
  };
  const { outputs } = await ops.claims.run(nodeOf(plan, "claims"), context);
  const textIn = (name: string): string => new TextDecoder().decode(outputs[name]?.bytes);
  return { text: textIn("claims.md"), report: JSON.parse(textIn("claims.json")) as ClaimsReport };
}

/** The finding on the first claim. */
export function firstFinding({ report }: Decided): Finding {
  const finding = report.claims[0]?.findings[0];
  if (finding === undefined) throw new RangeError("no finding");
  return finding;
}
