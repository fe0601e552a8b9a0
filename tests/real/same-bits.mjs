import { digestsOf, exp, newestNode } from "./exp.mjs";

const SMOKE = ["experiments/toy-fig3.yaml", "--profile", "smoke"];

/** The same digests for 1, 2 and 3 workers, on this Node and the newest, with and without 256-bit fusing. */
export async function sameBits() {
  const newest = await newestNode();
  const ways = [
    { args: ["--workers", "1"] },
    { args: ["--workers", "2"] },
    { args: ["--workers", "3"] },
    { args: ["--workers", "2"], node: newest },
    { args: ["--workers", "3"], node: newest, env: { GOLDILOCKS_VECTORS: "128" } },
  ];
  let first;
  for (const { args, ...options } of ways) {
    const digests = await digestsOf(await exp([...SMOKE, ...args], options));
    first ??= digests;
    if (digests.join() !== first.join()) throw new Error(`other bits with ${JSON.stringify({ args, ...options })}`);
  }
  return `${first.length} artifacts, bit for bit the same in ${ways.length} ways`;
}
