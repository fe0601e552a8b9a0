import { BroadcastChannel } from "node:worker_threads";
import { serveWorker } from "@goldilocks/backend";
import { openStore } from "@goldilocks/store";
import { DAMAGE_CHANNEL } from "./run/damage.ts";

// The entry of a worker thread: nodes that train and measure run here.
const damage = new BroadcastChannel(DAMAGE_CHANNEL);
damage.unref();

await serveWorker((directory) => {
  if (typeof directory !== "string") throw new TypeError("a worker needs the store's folder");
  // A channel between threads has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  return openStore(directory, { onDamage: (report) => damage.postMessage(report) });
});
