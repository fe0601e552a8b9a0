import type { CallOptions, MlflowClient } from "@goldilocks/mlflow-client";
import { type TrackingProblem } from "./error.ts";
import { failureOf } from "./failure.ts";

/** An experiment that MLflow makes by itself; that it is not there is an answer too. */
const ANY = "Default";

/** What keeps a server from being delivered to, found by one request that changes nothing; `undefined` where it answers as MLflow does. */
export async function serverProblem(client: MlflowClient, call: CallOptions): Promise<TrackingProblem | undefined> {
  try {
    await client.experiments.getByName(ANY, call);
    return undefined;
  } catch (error) {
    call.signal?.throwIfAborted();
    return failureOf(error).problem;
  }
}
