import { mediaTypes } from "../media-types.ts";
import { UNMATCHED } from "../one-to-one.ts";
import type { Op, OpContext } from "../op.ts";
import { readTensors, uint32Of, writeTensors } from "../safetensors.ts";
import { activeSamples } from "../sae/codes-of-elements.ts";
import { type HeldOutPass, heldOutPass } from "../sae/held-out-pass.ts";

/** Of each feature, in how many samples it was active, its matched element was, and both were. */
interface Counts {
  readonly feature: Uint32Array;
  readonly element: Uint32Array;
  readonly both: Uint32Array;
}

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
    if (matched === undefined) return { outputs: {}, values: means(noCounts(0), 0) };
    const pass = await heldOutPass({ point, features, stream, codes: needs.at(-1) ?? "" }, context);
    const counts = countActivity(pass, matched, batches, (done) => context.progress(done, batches));
    const tensors = Object.entries(counts).map(([name, data]) => [
      name,
      { shape: [matched.length], data: data as Uint32Array },
    ]);
    const bytes = writeTensors(Object.fromEntries(tensors));
    return {
      outputs: { "activity.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: means(counts, batches * pass.batch),
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
): Counts {
  const { samples, forward, batch, codes } = pass;
  const tensors = readTensors(codes);
  const [active, indices] = [uint32Of(tensors, "counts"), uint32Of(tensors, "indices")];
  const places = [...matched.keys()].filter((g) => matched[g] !== UNMATCHED);
  const elements = places.map((g) => matched[g] ?? 0);
  const placeOf = new Int32Array(matched.length).fill(-1);
  for (const [n, g] of places.entries()) placeOf[g] = n;
  const counts = noCounts(matched.length);
  let at = 0;
  for (let index = 0; index < batches; index++) {
    samples.assemble(index);
    forward.run(samples.x);
    const shown = activeSamples(forward.autoencoders, elements, batch);
    for (const [n, one] of shown.entries()) if (one === 1) add(counts.element, places[Math.floor(n / batch)] ?? 0, 1);
    for (let i = 0; i < batch; i++) {
      for (const end = at + (active[index * batch + i] ?? 0); at < end; at++) {
        const g = indices[at] ?? 0;
        const n = placeOf[g] ?? -1;
        add(counts.feature, g, 1);
        if (n >= 0) add(counts.both, g, shown[n * batch + i] ?? 0);
      }
    }
    progress(index + 1);
  }
  return counts;
}

const noCounts = (nFeatures: number): Counts => ({
  feature: new Uint32Array(nFeatures),
  element: new Uint32Array(nFeatures),
  both: new Uint32Array(nFeatures),
});

function add(to: Uint32Array, at: number, value: number): void {
  to[at] = (to[at] ?? 0) + value;
}

const RATES = ["precision", "recall", "f1"] as const;
type Rates = Readonly<Record<(typeof RATES)[number], number | null>>;

/** The rates of one feature; null what has no denominator, and everything of a feature that was never active. */
function rates(feature: number, element: number, both: number): Rates {
  if (feature === 0) return { precision: null, recall: null, f1: null };
  return {
    precision: element === 0 ? null : both / element,
    recall: both / feature,
    f1: (2 * both) / (feature + element),
  };
}

/** Means over features; and the same of samples in which feature and element would both be active by chance. */
function means({ feature, element, both }: Counts, samples: number): Readonly<Record<string, number | null>> {
  const of = (hits: (g: number) => number): readonly Rates[] =>
    Array.from(feature, (count, g) => rates(count, element[g] ?? 0, hits(g)));
  const found = of((g) => both[g] ?? 0);
  const chance = of((g) => ((feature[g] ?? 0) * (element[g] ?? 0)) / samples);
  const values: Record<string, number | null> = {};
  for (const name of RATES) {
    values[`activity.${name}`] = meanOf(found, name);
    values[`activity.${name}.chance`] = meanOf(chance, name);
  }
  return values;
}

function meanOf(all: readonly Rates[], name: keyof Rates): number | null {
  const found = all.map((one) => one[name]).filter((rate) => rate !== null);
  return found.length === 0 ? null : found.reduce((sum, rate) => sum + rate, 0) / found.length;
}
