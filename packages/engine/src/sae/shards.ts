import { shardCount } from "@goldilocks/plan";

/** Dictionary elements of each shard; a function of the sizes alone, so that partial sums are always added alike. */
export function shardElements(dictSize: number, activationDim: number, shards?: number): readonly number[] {
  const count = shards ?? shardCount(dictSize, activationDim);
  const each = Math.ceil(Math.ceil(dictSize / count) / 16) * 16;
  const sizes: number[] = [];
  for (let rest = dictSize; rest > 0; rest -= each) sizes.push(Math.min(each, rest));
  return sizes;
}
