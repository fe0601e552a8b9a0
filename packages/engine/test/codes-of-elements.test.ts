import { Autoencoder } from "@goldilocks/kernels";
import { expect, test } from "vitest";
import { activeSamples } from "../src/sae/codes-of-elements.ts";
import { loadKernels } from "./support/machine.ts";

test("elements are counted through shards of any size, whose padded elements are none", () => {
  const [batch, sizes] = [5, [7, 16, 3]];
  const kernels = loadKernels();
  const shards = sizes.map((elements) => new Autoencoder(kernels, { elements, activationDim: 4, batch }));
  const x = kernels.allocate(8 * 32 * 4);
  for (let i = 0; i < batch; i++) kernels.f32(x + i * 128, 4).set([1, 0, 0, 0]);
  const chosen = [25, 0, 6, 7, 22, 23, 12];
  // Element j is active in all samples where its bias is above −1; those of every third element are.
  let first = 0;
  for (const shard of shards) {
    for (let j = 0; j < shard.size.elements; j++) {
      kernels.f32(shard.encoder + j * shard.rowBytes, 1).fill(1);
      kernels.f32(shard.bias + j * 4, 1).fill((first + j) % 3 === 0 ? -0.5 : -2);
    }
    first += shard.size.elements;
    shard.pack();
    shard.encode(x);
  }
  const active = activeSamples(shards, chosen, batch);
  expect([...active]).toEqual(chosen.flatMap((j) => Array<number>(batch).fill(j % 3 === 0 ? 1 : 0)));
  expect(() => activeSamples(shards, [26], batch)).toThrow(RangeError);
});
