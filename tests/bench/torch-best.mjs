// Which way of running PyTorch is its best here: its Adam, threads, and stacks. Chosen by seconds of the processor a cell and step.
import { join } from "node:path";
import { TOY } from "./inputs.mjs";
import { median } from "./profile.mjs";

const VARIANTS = [
  { name: "one thread, fused Adam", threads: 1, stack: 1, adam: "fused" },
  { name: "one thread, foreach Adam", threads: 1, stack: 1, adam: "foreach" },
  { name: "one thread, stacks of 3, fused Adam", threads: 1, stack: 3, adam: "fused" },
  { name: "two threads, fused Adam", threads: 2, stack: 1, adam: "fused" },
  { name: "two threads, stacks of 3, fused Adam", threads: 2, stack: 3, adam: "fused" },
];

/** Measures the variants in turn, several rounds; the first is the best. Two processes of one thread count as two threads. */
export async function torchVariants(torch, folder, { rounds, steps }) {
  const times = VARIANTS.map(() => ({ cpu: [], wall: [] }));
  const weights = join(folder, "weights-512.safetensors");
  for (const [v, { stack, adam }] of VARIANTS.entries()) {
    const alphas = Array.from({ length: stack }, () => 0.1);
    await torch.ask("open", { cell: `variant-${v}`, weights, alphas, rate: 0, batch: TOY.batch, adam });
  }
  for (let round = 0; round < rounds; round++) {
    for (const [v, { threads, stack }] of VARIANTS.entries()) {
      await torch.ask("threads", { threads });
      const request = { cell: `variant-${v}`, start: 0 };
      await torch.ask("train", { ...request, steps: 5 });
      const count = Math.ceil(steps / stack);
      const { cpu, wall } = await torch.ask("train", { ...request, steps: count });
      times[v].cpu.push((cpu / count / stack) * 1e3);
      times[v].wall.push((wall / count / stack) * 1e3);
    }
  }
  for (const v of VARIANTS.keys()) await torch.ask("close", { cell: `variant-${v}` });
  const rows = VARIANTS.map((variant, v) =>
    Object.assign({ cpuMs: median(times[v].cpu), wallMs: median(times[v].wall) }, variant),
  );
  return rows.toSorted((a, b) => a.cpuMs - b.cpuMs);
}
