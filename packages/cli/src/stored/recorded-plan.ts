import type { Json } from "@goldilocks/digest";
import { opVersions } from "@goldilocks/engine";
import { compile, type Plan, type Versions } from "@goldilocks/plan";
import { loadNormal } from "@goldilocks/spec";
import { readPreImage } from "./node-words.ts";

/**
 * The plan of an experiment with the op versions of then, as the pre-images of its nodes have them, so that what it made is found after an
 * update too. What they do not say is as today.
 *
 * @param normal - The experiment's normal form.
 */
export async function planAsRecorded(normal: Json, preImages: Iterable<Json>): Promise<Plan> {
  const experiment = await loadNormal(normal);
  const then = [...preImages].flatMap((preImage) => {
    const read = readPreImage(preImage);
    return read === undefined ? [] : [[read.kind, read.opVersion]];
  });
  const versions: Versions = { ...opVersions, ...Object.fromEntries(then) };
  return compile(experiment, versions);
}
