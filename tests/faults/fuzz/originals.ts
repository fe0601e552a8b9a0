import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** An experiment that takes a moment, with a figure in each format. */
const TINY = `goldilocks: 1
name: tiny
title: A tiny experiment
data: { activationDim: 8, nFeatures: 16, active: 3 }
sae: { dictSize: 16 }
train: { steps: 20, batch: 32 }
evaluate: { heldOutBatches: 1, deadWindow: 10 }
grid:
  sae.l1Coefficient: [0.03, 0.1]
metrics: [mmcs.truth]
figures:
  - { kind: line, name: line, x: sae.l1Coefficient, y: mmcs.truth, formats: [svg, png, pdf] }
claims:
  - { name: high, claim: max(mmcs.truth) > 0.1 }
`;

function exp(root: string, folder: string, ...words: readonly string[]): Promise<string> {
  const { MLFLOW_TRACKING_URI: _, INIT_CWD: __, ...inherited } = process.env;
  const places = { GOLDILOCKS_STORE: join(folder, "store"), GOLDILOCKS_RESULTS: join(folder, "results") };
  const main = join(root, "packages/cli/dist/main.js");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...words], {
      cwd: folder,
      env: { ...inherited, ...places, GOLDILOCKS_MLFLOW: "off" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { out: "", err: "" };
    child.stdout.on("data", (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (texts.err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(texts.out) : reject(new Error(`exp ${words.join(" ")} ended with ${code}\n${texts.err}`)),
    );
  });
}

/** What mutations begin with: an experiment that was run, its figures, its store and its capsule. */
export async function makeOriginals(root: string, folder: string): Promise<void> {
  await writeFile(join(folder, "tiny.yaml"), TINY);
  const { results } = JSON.parse(await exp(root, folder, "tiny.yaml", "--json", "--quiet")) as {
    readonly results: { readonly figures: readonly { readonly key: string }[] };
  };
  await exp(root, folder, "pack", results.figures[0]?.key ?? "", "tiny.capsule.zip", "--no-code");
}
