// A thread that ends its process where a mutation takes too long or too much memory: what a loop without an end cannot do itself.
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { beat, seconds, patience, bytes, output } = workerData;
const pulse = new Int32Array(beat);
const asleep = new Int32Array(new SharedArrayBuffer(4));

/** The beat that was seen last, and processor and wall time then. */
let seen = { pulse: -1, processor: 0, wall: 0 };

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function end(found, what) {
  writeSync(output, `${JSON.stringify({ ended: found, what })}\n`);
  process.kill(process.pid, "SIGKILL");
}

for (;;) {
  Atomics.wait(asleep, 0, 0, 50);
  const now = Atomics.load(pulse, 0);
  if (now !== seen.pulse) seen = { pulse: now, processor: processorSeconds(), wall: performance.now() / 1000 };
  // Between mutations nothing is watched.
  if (now % 2 === 0) continue;
  const rss = process.memoryUsage.rss();
  if (rss > bytes) end("memory", `${Math.round(rss / 1e6)} MB`);
  const processor = processorSeconds() - seen.processor;
  const wall = performance.now() / 1000 - seen.wall;
  if (processor > seconds) end("slow", `more than ${seconds} s of processor time`);
  if (wall > patience) end("slow", `no end after ${patience} s`);
}
