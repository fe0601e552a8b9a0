import { estimatesInWords, type GroupEstimates } from "@goldilocks/engine";
import type { Prepared } from "../prepare.ts";
import { align } from "../text/align.ts";
import type { Paint } from "../text/paint.ts";

/** What methods propose for each grid of a finished run; null where that was not asked, or failed. */
export async function estimatesOf({ plan, store }: Prepared): Promise<readonly GroupEstimates[] | null> {
  const result = plan.estimates === null ? undefined : await store.result(plan.estimates);
  const digest = result?.outputs["estimates.json"]?.digest;
  if (digest === undefined) return null;
  const { groups }: { groups: readonly GroupEstimates[] } = JSON.parse(
    new TextDecoder().decode(await store.read(digest)),
  );
  return groups;
}

/** Proposals in words: for each grid one line a method, then what is true. */
export function estimateLines(groups: readonly GroupEstimates[], paint: Paint): readonly string[] {
  const blocks = groups.map((group) => {
    const { place, methods, truth } = estimatesInWords(group);
    const rows = [...methods.map(({ method, text }) => [method, text]), ...truth.map((line) => ["(truth)", line])];
    const lines = align(rows, ["left", "left"]).map((line) => `  ${line.trimEnd()}`);
    return [paint.bold(place === "" ? "estimates" : `estimates, ${place}`), ...lines];
  });
  return blocks.flat();
}
