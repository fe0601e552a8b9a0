import type { Activation, Form } from "@goldilocks/kernels";
import type { TrajectoryParameters } from "@goldilocks/plan";

/** The form that a cell's parameters describe. */
export function formOf({ activation, tied, decoderBias, auxiliary }: TrajectoryParameters): Form {
  const form = { activation: activationOf(activation), tied, decoderBias };
  return auxiliary.kind === "none" ? form : { ...form, auxiliary };
}

function activationOf(activation: TrajectoryParameters["activation"]): Activation {
  return activation.kind === "jumprelu" ? { kind: "jumprelu", bandwidth: activation.bandwidth } : activation;
}
