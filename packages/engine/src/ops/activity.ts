import { type ActivityCounts, activityRates, noActivity } from "../activity-rates.ts";
import { mediaTypes } from "../media-types.ts";
import { UNMATCHED } from "../one-to-one.ts";
import type { Op, OpContext } from "../op.ts";
import { readTensors, uint32Of, writeTensors } from "../safetensors.ts";
import { activeSamples } from "../sae/codes-of-elements.ts";
import { type HeldOutPass, heldOutPass } from "../sae/held-out-pass.ts";

/**
 * How well the element that a feature is matched with (input 0) tells where the feature is active, on held-out batches. Precision: the
 * share of the element's activations in which the feature was active, mean over features whose element was ever active; recall: the share
 * of the feature's activations that the element shows; F1: 2·both/(feature + element). Recall and F1 are means over the features that were
 * ever active, 0 for one without an element. Null where nothing was matched. Chance levels are those of elements that fire as often, without
 * regard to their features.
 */
export const activity: Op<"activity"> = {
  kind: "activity",
  revision: 1,
  run: async ({ inputs, needs, parameters: { batches } }, context) => {
    const [matching = "", point = "", features = "", stream = ""] = inputs;
    const matched = await matchedElements(matching, context);
    if (matched === undefined) return { outputs: {}, values: activityRates(noActivity(0), 0) };
    const pass = await heldOutPass({ point, features, stream, codes: needs.at(-1) ?? "" }, context);
    const counts = countActivity(pass, matched, batches, (done) => context.progress(done, batches));
    const tensors = Object.entries(counts).map(([name, data]) => [
      name,
      { shape: [matched.length], data: data as Uint32Array },
    ]);
    const bytes = writeTensors(Object.fromEntries(tensors));
    return {
      outputs: { "activity.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: activityRates(counts, batches * pass.batch),
    };
  },
};

async function matchedElements(key: string, context: OpContext): Promise<Uint32Array | undefined> {
  const result = await context.result(key);
  if (!("one-to-one.safetensors" in result.outputs)) return undefined;
  return uint32Of(readTensors(await context.read(result, "one-to-one.safetensors")), "elements");
}

function countActivity(
  pass: HeldOutPass,
  matched: Uint32Array,
  batches: number,
  progress: (done: number) => void,
): ActivityCounts {
  const { samples, forward, batch, codes } = pass;
  const features = [...matched.keys()].filter((g) => matched[g] !== UNMATCHED);
  const elements = features.map((g) => matched[g] ?? 0);
  const placeOf = new Map(features.map((g, n) => [g, n]));
  const counts = noActivity(matched.length);
  const truth = activeFeatures(codes);
  for (let index = 0; index < batches; index++) {
    samples.assemble(index);
    forward.run(samples.x);
    const shown = activeSamples(forward.autoencoders, elements, batch);
    for (const [n, g] of features.entries()) {
      for (let i = 0; i < batch; i++) add(counts.element, g, shown[n * batch + i] ?? 0);
    }
    for (let i = 0; i < batch; i++) {
      for (const g of truth(index * batch + i)) {
        add(counts.feature, g, 1);
        add(counts.both, g, shown[(placeOf.get(g) ?? -1) * batch + i] ?? 0);
      }
    }
    progress(index + 1);
  }
  return counts;
}

/** The features that are active in a sample of a chunk of codes. */
function activeFeatures(codes: Uint8Array): (sample: number) => Uint32Array {
  const tensors = readTensors(codes);
  const [counts, indices] = [uint32Of(tensors, "counts"), uint32Of(tensors, "indices")];
  const starts = new Uint32Array(counts.length + 1);
  for (const [i, count] of counts.entries()) starts[i + 1] = (starts[i] ?? 0) + count;
  return (sample) => indices.subarray(starts[sample], starts[sample + 1]);
}

function add(to: Uint32Array, at: number, value: number): void {
  to[at] = (to[at] ?? 0) + value;
}
