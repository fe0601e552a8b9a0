import type { EstimateSpec } from "@goldilocks/spec";
import type { Finding, GridCell } from "./grid-cell.ts";
import { mostSimilar } from "./most-similar.ts";
import { curvePeaks, valuePeaks } from "./sticky-losses.ts";
import { withoutDead } from "./without-dead.ts";

/** What a method looks at, how it looks, and its rule in a sentence. */
interface Method {
  readonly column: string;
  readonly find: (cells: readonly GridCell[]) => Finding;
  readonly rule: string;
}

/** The method of an estimate, with its options. */
export function methodOf(spec: EstimateSpec): Method {
  if (spec.method === "dead") {
    const few = spec.atMost === 0 ? "without dead elements" : `with at most ${spec.atMost} dead elements`;
    return {
      column: "dead",
      find: (cells) => withoutDead(cells, spec),
      rule: `the largest dictionary ${few}, and its largest L1 coefficient before the first with more`,
    };
  }
  if (spec.method === "ssll" && spec.peaks === "curves") {
    return {
      column: "ssll",
      find: curvePeaks,
      rule: "the smallest dictionary whose SSLL sticks along the L1 coefficient before it is highest, and where it changes least",
    };
  }
  if (spec.method === "ssll") {
    return {
      column: "ssll",
      find: valuePeaks,
      rule: "the highest of the cells whose SSLL is above all eight neighbours on the grid",
    };
  }
  const compared = spec.method === "mmcs.larger" ? "all larger dictionaries" : "the next larger dictionary";
  return {
    column: spec.aboveChance ? `${spec.method}.aboveChance` : spec.method,
    find: mostSimilar,
    rule: `the cell with the largest MMCS with ${compared}${spec.aboveChance ? ", above chance" : ""}`,
  };
}
