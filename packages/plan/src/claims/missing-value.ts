import { suggest } from "@goldilocks/diagnostics";
import type { Expression } from "@goldilocks/spec";

import type { ClaimFaultCode } from "./claim-checker.ts";
import type { ClaimColumn } from "./columns.ts";

/** What is wrong with a value beside a column of the grid. */
interface MissingValue {
  readonly code: ClaimFaultCode;
  readonly message: string;
  readonly hint: string;
}

const mostShown = 12;

/**
 * Why a value cannot be one of a column; `undefined` where it can.
 *
 * A number that the axis does not have is no fault: a profile may have taken it away, and the run says that no cell has it.
 */
export function missingValue({ name, values, written }: ClaimColumn, value: Expression): MissingValue | undefined {
  if (value.kind === "ratio" && written === undefined) {
    const message = `${name} is not written in ratios`;
    return { code: "PLAN_CLAIM_TYPE", message, hint: "write its number, or give its axis as ratioOf" };
  }
  const word = value.kind === "text" ? value.value : value.kind === "column" ? value.name : undefined;
  if (word === undefined || values.includes(word)) return undefined;
  const names = [...new Set(values)].map(String);
  const near = suggest(word, names);
  const shown = names.length > mostShown ? `${names.slice(0, mostShown).join(", ")}, …` : names.join(", ");
  const hint = near === undefined ? `it has ${shown}` : `did you mean ${near}?`;
  return { code: "PLAN_CLAIM_VALUE", message: `${name} is nowhere ${word}`, hint };
}
