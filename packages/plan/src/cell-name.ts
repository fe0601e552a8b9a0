import type { Settings } from "@goldilocks/spec";

/** What holds a cell's codes down, in words: `L1 0.1`, `topk 8`. */
function sparsity(sae: Settings["sae"]): string {
  if ("k" in sae) return `${sae.activation} ${sae.k}`;
  if ("l0Coefficient" in sae) return `${sae.activation}, L0 ${sae.l0Coefficient}`;
  const penalty = `L1 ${sae.l1Coefficient}`;
  return sae.activation === "relu" ? penalty : `${sae.activation}, ${penalty}`;
}

/** A cell by what most cells differ in, for labels. */
export const cellName = ({ sae, seeds }: Settings): string => `J ${sae.dictSize}, ${sparsity(sae)}, seed ${seeds.init}`;
