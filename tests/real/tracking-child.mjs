// Puts the states of a file into an outbox and delivers them; killed by others.
import { readFileSync } from "node:fs";
import { MlflowClient } from "@goldilocks/mlflow-client";
import { openTracking } from "@goldilocks/tracking";

const [directory, uri, states] = process.argv.slice(2);
const client = new MlflowClient({ uri, retry: { firstDelay: 50 } });
const readObject = (digest) => Promise.reject(new Error(`no object ${digest}`));
const tracking = openTracking({ directory, server: { client }, readObject });
await tracking.put(JSON.parse(readFileSync(states, "utf8")));
await tracking.sync();
await tracking.close();
await client.close();
