// Logs runs with our client: `node mlflow-side.mjs ADDRESS EXPERIMENT RUNS AT_ONCE`; prints what it took as JSON.
import { join } from "node:path";
import { ROOT } from "./tools.mjs";

const { MlflowClient } = await import(join(ROOT, "packages/mlflow-client/dist/index.js"));
const [uri, experimentId, runs, atOnce] = process.argv.slice(2);

const FIGURE = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${"<path d='M0 0L1 1'/>".repeat(1000)}</svg>`);
const client = new MlflowClient({ uri });

async function logRun(number) {
  const now = Date.now();
  const { runId } = await client.runs.create({ experimentId, name: `cell ${number}`, startTime: now });
  const params = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`p${at}`, String(number * at)]));
  const metrics = Array.from({ length: 200 }, (_, step) => ({
    key: "loss",
    value: 1 / (step + 1),
    step,
    timestamp: now + step,
  }));
  await client.runs.logBatch(runId, { params, metrics });
  await client.artifacts.upload({ runId }, "figure.svg", FIGURE);
  await client.runs.update(runId, { status: "FINISHED", endTime: Date.now() });
}

const start = performance.now();
const before = process.cpuUsage();
let next = 0;
await Promise.all(
  Array.from({ length: Number(atOnce) }, async () => {
    while (next < Number(runs)) await logRun(next++);
  }),
);
const seconds = (performance.now() - start) / 1000;
const used = process.cpuUsage(before);
const all = process.cpuUsage();
await client.close();
console.log(
  JSON.stringify({
    seconds,
    cpu: (used.user + used.system) / 1e6,
    startCpu: (all.user + all.system - used.user - used.system) / 1e6,
  }),
);
