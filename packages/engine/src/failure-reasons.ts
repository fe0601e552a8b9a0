import type { FailedCell, Gaps } from "@goldilocks/plan";

/** Why a result is missing, as a table's reason columns have it: `failed: ENGINE_DIVERGED (training of row 3)`. */
export function failureReason({ code, kind, of }: FailedCell): string {
  const what = kind === "point" ? "training" : kind;
  return `failed: ${code} (${what}${of === undefined ? "" : ` of row ${of}`})`;
}

/** Finds why a row's node of a kind has no result; null where it has one. */
export function reasonsIn(gaps: Gaps | undefined): (row: number, source: string) => string | null {
  const reasons = new Map<string, string>();
  for (const cell of gaps?.failed ?? []) {
    for (const source of cell.sources) reasons.set(`${cell.row} ${source}`, failureReason(cell));
  }
  return (row, source) => reasons.get(`${row} ${source}`) ?? null;
}

/** The error codes in reasons that {@link failureReason} gave, each once. */
export const codesIn = (reasons: readonly (string | null | undefined)[]): string =>
  [...new Set(reasons.flatMap((reason) => /^failed: (\w+)/u.exec(reason ?? "")?.[1] ?? []))].join(", ");
