import type { NodeOf } from "@goldilocks/plan";
import { paddedWidth } from "@goldilocks/kernels";
import { diverged } from "../diverged.ts";
import type { Op } from "../op.ts";
import { Forward } from "../sae/forward.ts";
import { losses } from "../sae/loss.ts";
import { autoencodersOf, storedState } from "../sae/stored-state.ts";
import { Samples } from "../samples.ts";
import { featuresOf } from "../stored-features.ts";

/** Losses and L0 on batches that no cell trains on, with jitter where the data has it and no other noise. */
export const heldOut: Op<"heldOut"> = {
  kind: "heldOut",
  revision: 1,
  run: async (node, context) => {
    const { rows, activationDim } = await featuresOf(node.inputs[1] ?? "", context);
    const stream = context.node(node.inputs[2] ?? "") as NodeOf<"stream">;
    const stored = await storedState(node.inputs[0] ?? "", context);
    const sae = stored.trajectory.parameters;
    const { batch, nFeatures, seed } = stream.parameters;
    const kernels = context.kernels();
    const jitter = { size: sae.jitter, seed, stream: "heldOut.jitter" } as const;
    const samples = new Samples(kernels, { nFeatures, activationDim, batch, jitter }, rows);
    const forward = new Forward(kernels, autoencodersOf(kernels, stored, activationDim, batch), batch, activationDim);
    const chunk = await context.result(node.needs.at(-1) ?? "");
    samples.load(await context.read(chunk, "codes.safetensors"), 0);
    const sums = { squares: 0, l1: 0, active: 0 };
    const rowBytes = paddedWidth(activationDim) * 4;
    for (let index = 0; index < node.parameters.batches; index++) {
      samples.assemble(index);
      forward.run(samples.x);
      const { reconstruction: x } = forward;
      sums.squares += kernels.run.residual(x, samples.x, batch, rowBytes, 1, x);
      const { l1, active } = forward.activity();
      sums.l1 += l1;
      sums.active += active;
    }
    const mean = losses(sae, activationDim, node.parameters.batches * batch, sums);
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
