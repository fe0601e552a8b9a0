import type { Expression } from "@goldilocks/spec";
import type { Side } from "@goldilocks/plan";
import type { Zone } from "./zone.ts";

/**
 * What a part of a claim is worth in one repeat. `discrete`: a value of the grid or of the text, which has no error, so that no interval
 * says anything of it.
 */
export type Worth =
  | {
      readonly is: "number";
      readonly value: number;
      readonly discrete: boolean;
      readonly side: Side;
      readonly label?: string;
    }
  | { readonly is: "text"; readonly value: string }
  | { readonly is: "truth"; readonly value: boolean; readonly count?: string }
  | { readonly is: "zone"; readonly zone: Zone }
  | { readonly is: "whole"; readonly part: Extract<Expression, { readonly kind: "interval" | "set" }> }
  | Missing;

/** Nothing, and why; `open`: because of cells that are left open. */
export interface Missing {
  readonly is: "missing";
  readonly why: string;
  readonly open: boolean;
}

/** A worth that is not there. */
export const missing = (why: string, open: boolean = false): Missing => ({ is: "missing", why, open });

/** A number that was measured or computed. */
export const numberWorth = (value: number, discrete: boolean = false): Worth => ({
  is: "number",
  value,
  discrete,
  side: { value },
});

/** A worth as one side of a comparison. */
export function sideOfWorth(worth: Worth): Side {
  if (worth.is === "number") return worth.side;
  return { value: worth.is === "text" || worth.is === "truth" ? worth.value : null };
}
