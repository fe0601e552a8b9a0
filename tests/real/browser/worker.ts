// Runs an experiment in a page's worker, with the same engine and kernels as the command line, and reports the digests of all it made.
// In the window itself Plot would shift lines by half a pixel where the screen is not a fine one.
import { inProcess, memoryStore, opVersions, runPlan } from "@goldilocks/engine";
import { rasterise } from "@goldilocks/figures";
import { compileKernels, Kernels } from "@goldilocks/kernels";
import { compile } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { parseHTML } from "linkedom";

const bytesOf = async (path: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(path)).arrayBuffer());

async function digests(): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await bytesOf("/experiment.yaml"));
  const module = compileKernels(await bytesOf("/kernels.wasm"));
  await initWasm(await bytesOf("/resvg.wasm"));
  const fonts = [await bytesOf("/regular.ttf"), await bytesOf("/bold.ttf")];
  const experiment = await loadExperiment("experiment.yaml", { read: () => text });
  const plan = compile(experiment, opVersions);
  const store = memoryStore();
  const executor = inProcess({
    store,
    kernels: () => new Kernels(module),
    renderer: {
      document: () => parseHTML("<!doctype html><html><body></body></html>").document,
      rasterise: (svg) => rasterise(svg, { resvg: Resvg, fonts }),
      pdf: () => Promise.reject(new Error("this page has no library for PDF")),
    },
    provenance: () => null,
    checkpointDue: () => false,
  });
  const { failed } = await runPlan({ plan, store, executor, memoryLimit: Number.POSITIVE_INFINITY });
  for (const error of failed.values()) throw error;
  const found = new Set<string>();
  for (const key of await store.keys("")) {
    for (const { digest } of Object.values((await store.result(key))?.outputs ?? {})) found.add(digest);
  }
  return [...found].toSorted();
}

const report = (body: string): Promise<Response> => fetch("/report", { method: "POST", body });

digests().then(
  (found) => report(JSON.stringify({ digests: found })),
  (error: unknown) => report(JSON.stringify({ error: String(error instanceof Error ? error.stack : error) })),
);
