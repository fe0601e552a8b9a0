import { float32, recordBytes, type Cost } from "../cost.ts";
import { stateBytes } from "../training-cost.ts";
import type { Settings } from "@goldilocks/spec";
import type { KindRecord } from "./recipe.ts";

/** The two points say everything: a comparison of two dictionaries has no parameters. */
export type PairParameters = Readonly<Record<string, never>>;

/** MMCS of one dictionary (input 0) with another that is not smaller (input 1), over the elements of the first. */
export const pair: KindRecord = { kind: "pair", identity: false, shared: false, defaults: {} };

/** Elements compared at a time, as the op does it: only the dictionaries themselves grow with their sizes. */
const rowsAtOnce = 4096;
const elementsAtOnce = 512;

/** What a comparison takes: linear in both sizes but for the arithmetic. */
export function pairCost(smaller: Settings, larger: Settings): Cost {
  const { activationDim } = smaller.data;
  const [few, many] = [smaller.sae.dictSize, larger.sae.dictSize];
  const block = float32 * Math.min(few, rowsAtOnce) * elementsAtOnce;
  return {
    flops: 2 * few * many * activationDim,
    bytes: recordBytes,
    memory: stateBytes(smaller) + stateBytes(larger) + float32 * activationDim * (few + many) + block,
  };
}
