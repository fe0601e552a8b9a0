// Our MLflow client beside MLflow's own, on one real server, in turns: `pnpm run bench:mlflow [RUNS [ROUNDS]]`. Each run has 12 params, 200
// points of a metric and an artifact; ours reads every artifact back to compare it. What the server itself works is the floor of both.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../real/exp.mjs";
import { mlflowPython, startMlflow } from "../real/mlflow-server.mjs";
import { ROOT } from "./tools.mjs";

const { MlflowClient } = await import(join(ROOT, "packages/mlflow-client/dist/index.js"));
const [runs = 300, rounds = 5] = process.argv.slice(2).map(Number);
const each = Math.ceil(runs / rounds);

const python = await mlflowPython();
const OURS = [process.execPath, fileURLToPath(new URL("mlflow-side.mjs", import.meta.url))];
const THEIRS = [python, fileURLToPath(new URL("mlflow_side.py", import.meta.url))];
const side = (name, command, atOnce) => ({ name, command, atOnce, taken: [] });
const sides = [
  side("ours, 4 runs at once", OURS, 4),
  side("ours, one at a time", OURS, 1),
  side("MLflow's own, 4 threads", THEIRS, 4),
  side("MLflow's own, one at a time", THEIRS, 1),
];

const server = await startMlflow();
const client = new MlflowClient({ uri: server.uri });

/** Whether everything is there that a side says it logged. */
async function check(experimentId) {
  const found = await client.runs.search({ experimentIds: [experimentId] }).toArray();
  const whole = found.filter((one) => one.status === "FINISHED" && Object.keys(one.params).length === 12);
  const [first] = whole;
  const points = await client.metrics.history(first.runId, "loss").toArray();
  const figure = await client.artifacts.read({ runId: first.runId }, "figure.svg");
  if (whole.length !== each || points.length !== 200 || figure.length < 10_000) throw new Error("runs are missing");
}

async function take({ name, command: [program, ...args], atOnce, taken }, round) {
  const { experimentId } = await client.experiments.ensure({ name: `${name} ${round}` });
  const before = server.cpuSeconds();
  const env = { MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true" };
  const output = await run(program, [...args, server.uri, experimentId, each, atOnce].map(String), { env });
  const result = JSON.parse(output.trim().split("\n").at(-1));
  taken.push({ ...result, server: server.cpuSeconds() - before });
  await check(experimentId);
}

try {
  // The first runs of a server pay for its caches.
  await take({ ...sides[0], name: "warm-up", taken: [] }, 0);
  for (let round = 0; round < rounds; round++) {
    // In another order each time: whoever comes first is not always the same.
    for (let at = 0; at < sides.length; at++) await take(sides[(at + round) % sides.length], round);
  }
} finally {
  await client.close();
  await server.stop();
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const scale = runs / (each * rounds);
console.log(`${runs} runs × 12 params × 200 points and one artifact, in ${rounds} turns; seconds`);
console.table(
  Object.fromEntries(
    sides.map(({ name, taken }) => {
      const total = (field) => Number((scale * sum(taken.map((one) => one[field]))).toFixed(1));
      const fastest = Number(((runs / each) * Math.min(...taken.map(({ seconds }) => seconds))).toFixed(1));
      const start = Number((sum(taken.map(({ startCpu }) => startCpu)) / rounds).toFixed(2));
      return [
        name,
        {
          wall: total("seconds"),
          "wall, of the fastest turn": fastest,
          "server CPU": total("server"),
          "client CPU": total("cpu"),
          "CPU to start": start,
        },
      ];
    }),
  ),
);
