import { Training } from "@goldilocks/engine";
import { FormTrainer, paddedSamples, paddedWidth } from "@goldilocks/kernels";
import { plainCourse } from "@goldilocks/plan";
import { expect, test, vi } from "vitest";
import { loadKernels } from "./support/machine.ts";

test("the gates of a gated autoencoder learn from the targets, where these are not the inputs", () => {
  const kernels = loadKernels();
  const training = new Training(
    kernels,
    {
      dictSize: 8,
      activation: { kind: "gated" },
      l1Coefficient: 0.1,
      l1Normalise: "mean",
      unitNorm: "project",
      tied: false,
      decoderBias: "none",
      auxiliary: { kind: "none" },
      init: { encoder: "linear", decoder: "sphere" },
      optimizer: { kind: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      initSeed: 0,
      jitter: 0,
      noise: { input: 0, target: "clean", label: 0.1 },
      course: plainCourse,
      history: { perDecade: 3 },
    },
    { activationDim: 4, batch: 3 },
  );
  const rows = (): number => kernels.allocate(paddedSamples(3) * paddedWidth(4) * 4);
  const [x, target] = [rows(), rows()];
  const update = vi.spyOn(FormTrainer.prototype, "update");
  training.train(x, target);
  expect(update.mock.calls[0]?.[4]).toBe(target);
  update.mockRestore();
});
