import { diverged } from "../diverged.ts";
import type { Op } from "../op.ts";
import { heldOutPass } from "../sae/held-out-pass.ts";
import { losses } from "../sae/loss.ts";

/** Losses and L0 on batches that no cell trains on, with jitter where the data has it and no other noise. */
export const heldOut: Op<"heldOut"> = {
  kind: "heldOut",
  revision: 1,
  run: async (node, context) => {
    const [point = "", features = "", stream = ""] = node.inputs;
    const pass = await heldOutPass({ point, features, stream, codes: node.needs.at(-1) ?? "" }, context);
    const { kernels, sae, samples, forward, batch, rowBytes } = pass;
    const sums = { squares: 0, l1: 0, active: 0, penalised: 0 };
    for (let index = 0; index < node.parameters.batches; index++) {
      samples.assemble(index);
      forward.run(samples.x);
      const { reconstruction: x } = forward;
      sums.squares += kernels.run.residual(x, samples.x, batch, rowBytes, 1, x);
      const { l1, active, penalised } = forward.activity();
      sums.l1 += l1;
      sums.active += active;
      sums.penalised += penalised;
    }
    const mean = losses(sae, pass.features.activationDim, node.parameters.batches * batch, sums);
    const total = mean.reconstruction + mean.l1Penalty;
    if (!Number.isFinite(total)) throw diverged(`the held-out loss is ${total} (${node.label})`);
    return {
      outputs: {},
      values: {
        "loss.reconstruction": mean.reconstruction,
        "loss.total": total,
        "l1.norm": mean.l1Norm,
        "l1.penalty": mean.l1Penalty,
        l0: mean.l0,
      },
    };
  },
};
