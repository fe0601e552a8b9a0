// What making data costs, apart from training: milliseconds of the processor a batch.
import { join } from "node:path";
import { TOY } from "./inputs.mjs";

const size = {
  activation_dim: TOY.activationDim,
  n_features: TOY.nFeatures,
  active: TOY.active,
  batch: TOY.batch,
};

/** Rows: one draw a batch, one draw a sample; then noise on the directions, which only Goldilocks' cells add themselves. */
export async function measureData({ sides, torch, folder }, batches) {
  const rows = [];
  for (const draw of ["batch", "sample"]) {
    const cpuMs = [];
    for (const side of sides) {
      const count = draw === "sample" && side !== torch ? Math.ceil(batches / 16) : batches;
      cpuMs.push((await side.ask("data", { draw, batches: count, ...(side === torch ? { size } : {}) })).cpu * 1e3);
    }
    rows.push({ what: `draw: ${draw}`, cpuMs });
  }
  for (const [what, jitter] of [
    ["x from codes, in every cell", 0],
    ["the same with data.jitter", 0.1],
  ]) {
    const cpuMs = [];
    for (const side of sides) {
      if (side === torch) continue;
      const weights = join(folder, "weights-512.safetensors");
      await side.ask("open", { cell: "data", weights, alphas: [0.1], rate: 0, batch: TOY.batch, jitter });
      cpuMs.push((await side.ask("assembly", { cell: "data", batches })).cpu * 1e3);
      await side.ask("close", { cell: "data" });
    }
    rows.push({ what, cpuMs: [...cpuMs, null] });
  }
  return rows;
}
