import type { NodeOf } from "@goldilocks/plan";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { float32Of, readTensors, uint32Of, writeTensors } from "../safetensors.ts";

/** Parts of the features, by how often they are active. */
const QUARTERS = [1, 2, 3, 4] as const;

/**
 * MMCS to truth and the share of features recovered over quarters of the features: ranked by the held-out samples in which they are active
 * (of equals the lower index first), the first ⌈G/4⌉ or so are the rarest, quarter 1. Null for a quarter without features.
 */
export const byFrequency: Op<"byFrequency"> = {
  kind: "byFrequency",
  revision: 1,
  run: async ({ inputs: [similarity = ""], needs }, context) => {
    const { recoveredAbove } = (context.node(similarity) as NodeOf<"similarity">).parameters;
    const best = await context.read(await context.result(similarity), "best-matches.safetensors");
    const cosines = float32Of(readTensors(best), "cosines");
    const codes = readTensors(await context.read(await context.result(needs.at(-1) ?? ""), "codes.safetensors"));
    const counts = uint32Of(codes, "frequency");
    const samples = uint32Of(codes, "counts").length;
    const ranked = [...counts.keys()].toSorted((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0) || a - b);
    const values: Record<string, number | null> = {};
    for (const quarter of QUARTERS) {
      const own = ranked.filter((_, rank) => Math.floor((4 * rank) / ranked.length) === quarter - 1);
      const share = (of: (cosine: number) => number): number | null =>
        own.length === 0 ? null : own.reduce((sum, g) => sum + of(cosines[g] ?? 0), 0) / own.length;
      values[`mmcs.truth.q${quarter}`] = share((cosine) => cosine);
      values[`recovered.truth.q${quarter}`] = share((cosine) => (cosine > recoveredAbove ? 1 : 0));
    }
    const frequency = Float64Array.from(counts, (count) => count / samples);
    const bytes = writeTensors({
      frequency: { shape: [counts.length], data: frequency },
      cosines: { shape: [counts.length], data: cosines },
    });
    return { outputs: { "by-frequency.safetensors": { bytes, mediaType: mediaTypes.tensors } }, values };
  },
};
