import { batchesPerChunk, type NodeOf } from "@goldilocks/plan";
import { mediaTypes } from "../media-types.ts";
import type { Op, OpContext } from "../op.ts";
import { float64Of, readTensors, writeTensors } from "../safetensors.ts";
import { CodesSampler, type DrawnCodes } from "../toy-codes.ts";

/** Indices up to here are stored in two bytes. */
const SMALL = 65_536;

/**
 * One chunk of a stream of ground-truth codes, sparse: `counts` a sample, then `indices` and `values` of all active entries,
 * and how often each feature was active (`frequency`). About 30 bytes a sample at five active features.
 */
export const codes: Op<"codes"> = {
  kind: "codes",
  revision: 1,
  run: async (node, context) => {
    const { chunk, batches } = node.parameters;
    const stream = streamOf(node, context);
    const { parameters } = stream;
    const factor = await factorOf(stream.inputs[0], context);
    const sampler = new CodesSampler(context.kernels(), parameters, factor);
    const drawn = sampler.draw(chunk * batchesPerChunk, batches);
    return {
      outputs: {
        "codes.safetensors": { bytes: encode(drawn, parameters.nFeatures), mediaType: mediaTypes.tensors },
      },
      values: {
        meanActive: drawn.values.length / drawn.counts.length,
        clampedShare: drawn.clamped / drawn.probabilities,
      },
    };
  },
};

function streamOf(node: NodeOf<"codes">, context: OpContext): NodeOf<"stream"> {
  return context.node(node.inputs[0] ?? "") as NodeOf<"stream">;
}

async function factorOf(key: string | undefined, context: OpContext): Promise<Float64Array | undefined> {
  if (key === undefined) return undefined;
  const bytes = await context.read(await context.result(key), "covariance.safetensors");
  return float64Of(readTensors(bytes), "factor");
}

function encode(drawn: DrawnCodes, nFeatures: number): Uint8Array {
  const frequency = new Uint32Array(nFeatures);
  for (const g of drawn.indices) frequency[g] = (frequency[g] ?? 0) + 1;
  const indices = nFeatures <= SMALL ? Uint16Array.from(drawn.indices) : drawn.indices;
  return writeTensors({
    counts: { shape: [drawn.counts.length], data: drawn.counts },
    indices: { shape: [indices.length], data: indices },
    values: { shape: [drawn.values.length], data: drawn.values },
    frequency: { shape: [nFeatures], data: frequency },
  });
}
