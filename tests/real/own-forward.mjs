// What our own forward pass makes of the held-out samples of a cell, by the kernels that measure every metric.
import { join } from "node:path";
import { ROOT } from "./exp.mjs";

const from = (path) => import(join(ROOT, "packages", path));
const [{ Kernels, compileKernels }, { kernelsBytes }, { opVersions }, { heldOutPass }] = await Promise.all(
  ["kernels/dist/index.js", "backend/dist/index.js", "engine/dist/index.js", "engine/dist/sae/held-out-pass.js"].map(
    from,
  ),
);
const [{ compile }, { loadExperiment }, { openStore }] = await Promise.all(
  ["plan/dist/index.js", "spec/dist/index.js", "store/dist/index.js"].map(from),
);

/** The plan of an experiment, and a context in which the engine finds what a store has of it. */
export async function planned(text, storeFolder) {
  const plan = compile(await loadExperiment("experiment.yaml", { read: () => text }), opVersions);
  const store = await openStore(storeFolder);
  const module = compileKernels(kernelsBytes());
  const context = {
    node: (key) => plan.nodes.get(key),
    result: (key) => store.result(key),
    read: (result, name) => store.read(result.outputs[name].digest),
    kernels: () => new Kernels(module),
  };
  return { plan, context };
}

/** Rows `[batch, columns]` out of padded rows in the kernels' memory. */
function rowsAt(kernels, address, batch, columns, stride) {
  const rows = new Float32Array(batch * columns);
  for (let i = 0; i < batch; i++) rows.set(kernels.f32(address + i * stride, columns), i * columns);
  return rows;
}

/** Codes `[batch, elements]` of a shard, from its list of active ones where that is what it has. */
function codesOf(kernels, { dense, codes, offsets, indices, values, elements, size }) {
  if (dense) return rowsAt(kernels, codes, size.batch, size.elements, elements * 4);
  const rows = new Float32Array(size.batch * size.elements);
  const starts = kernels.u32(offsets, size.batch + 1);
  for (let i = 0; i < size.batch; i++) {
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      rows[i * size.elements + kernels.u32(indices, at + 1)[at]] = kernels.f32(values, at + 1)[at];
    }
  }
  return rows;
}

/** Held-out samples x of a cell, their codes and reconstructions: each `{ shape, data }`, batches one after the other. */
export async function ownForward({ plan, context }, cell) {
  const node = plan.nodes.get(cell.metrics["loss.reconstruction"].node);
  const [point, features, stream] = node.inputs;
  const pass = await heldOutPass({ point, features, stream, codes: node.needs.at(-1) }, context);
  const { kernels, samples, forward, batch, rowBytes } = pass;
  const { activationDim } = pass.features;
  const [shard, ...others] = forward.autoencoders;
  if (others.length > 0) throw new Error("this check is for autoencoders of one shard");
  const made = { x: [], codes: [], reconstruction: [] };
  for (let index = 0; index < node.parameters.batches; index++) {
    samples.assemble(index);
    forward.run(samples.x);
    made.x.push(rowsAt(kernels, samples.x, batch, activationDim, rowBytes));
    made.codes.push(codesOf(kernels, shard));
    made.reconstruction.push(rowsAt(kernels, forward.reconstruction, batch, activationDim, rowBytes));
  }
  const joined = (parts, columns) => ({
    shape: [parts.length * batch, columns],
    data: Float32Array.from(parts.flatMap((part) => [...part])),
  });
  return {
    x: joined(made.x, activationDim),
    codes: joined(made.codes, shard.size.elements),
    reconstruction: joined(made.reconstruction, activationDim),
  };
}
