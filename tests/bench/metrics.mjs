// What the metrics that compare features with elements take: `pnpm run bench:metrics [J …]`, 512 features in 256 dimensions, random
// dictionaries. Seconds are of one thread's own time, so that other programs on the machine count little.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tools.mjs";

const dist = (name) => import(join(ROOT, `packages/${name}/dist/index.js`));
const { encodeState, ops, writeTensors } = await dist("engine");
const { compileKernels, Kernels } = await dist("kernels");
const wasm = compileKernels(readFileSync(join(ROOT, "packages/kernels/wasm/kernels.wasm")));

const [DIMENSIONS, FEATURES] = [256, 512];
const sizes = process.argv.slice(2).map(Number);

/** Random unit rows, of a generator that is good enough for a clock. */
function randomRows(count, seed = count) {
  const rows = new Float32Array(count * DIMENSIONS);
  let state = seed >>> 0;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let from = 0; from < rows.length; from += DIMENSIONS) {
    let square = 0;
    for (let k = from; k < from + DIMENSIONS; k++) {
      rows[k] = uniform() + uniform() + uniform() + uniform() - 2;
      square += rows[k] * rows[k];
    }
    for (let k = from; k < from + DIMENSIONS; k++) rows[k] /= Math.sqrt(square);
  }
  return rows;
}

/** A point that was never trained: its dictionary alone is not zero. */
function stateOf(dictSize) {
  const rows = new Float32Array(dictSize * DIMENSIONS);
  const column = new Float32Array(dictSize);
  const moments = Object.fromEntries(
    ["encoder", "decoder"].flatMap((name) => ["", "First", "Second"].map((order) => [name + order, rows])),
  );
  const parameters = { ...moments, bias: column, biasFirst: column, biasSecond: column, decoder: randomRows(dictSize) };
  const lastActive = new Uint32Array(dictSize).map((_, j) => (j % 10 === 0 ? 1 : 1000));
  return encodeState({ step: 1000, parameters, lastActive, reference: rows, history: [] }, dictSize, DIMENSIONS);
}

function contextOf(dictSize, watched) {
  const features = writeTensors({ features: { shape: [FEATURES, DIMENSIONS], data: randomRows(FEATURES, 1) } });
  const files = { "features.safetensors": features, "state.safetensors": stateOf(dictSize) };
  const nodes = {
    point: { inputs: ["trajectory"] },
    trajectory: { inputs: ["features"], parameters: { dictSize, unitNorm: "project" } },
    features: { parameters: { nFeatures: FEATURES, activationDim: DIMENSIONS } },
  };
  const kernels = () => {
    const one = new Kernels(wasm);
    const allocate = one.allocate.bind(one);
    return Object.assign(one, {
      allocate: (bytes) => {
        const address = allocate(bytes);
        watched.peak = Math.max(watched.peak, one.used);
        return address;
      },
    });
  };
  return {
    node: (key) => nodes[key],
    result: async () => ({}),
    read: async (_, name) => files[name],
    kernels,
    progress: () => {},
  };
}

const parameters = { recoveredAbove: 0.9, window: 500 };
const KINDS = {
  similarity: ["point", "features"],
  elements: ["point", "features"],
  elementsChance: ["features"],
  matching: ["point", "features"],
  matchingChance: ["features"],
};

for (const dictSize of sizes.length > 0 ? sizes : [512, 4096, 100_000]) {
  const watched = { peak: 0 };
  const context = contextOf(dictSize, watched);
  for (const [kind, inputs] of Object.entries(KINDS)) {
    watched.peak = 0;
    const before = process.cpuUsage();
    const { values } = await ops[kind].run(
      { kind, inputs, needs: inputs, parameters: { ...parameters, dictSize }, label: kind },
      context,
    );
    const { user, system } = process.cpuUsage(before);
    const [first] = Object.entries(values);
    const megabytes = Math.round(watched.peak / 1e6);
    console.log(
      `J ${dictSize}, ${kind}: ${((user + system) / 1e6).toFixed(2)} s, ${megabytes} MB of kernels' memory, ${first.join(" ")}`,
    );
  }
}
