import { GoldilocksError } from "@goldilocks/diagnostics";
import type { MlflowClient } from "@goldilocks/mlflow-client";
import type { Session } from "../command.ts";
import { CliError } from "../error.ts";
import { type KnownServer, knownServer } from "../tracking/known-server.ts";
import { clientOf } from "../tracking/outbox.ts";
import { findWorkspace } from "../workspace.ts";

/** The server of this place. @throws {@link CliError} `CLI_NO_MLFLOW_SERVER`. */
export function serverOf({ env }: Session): KnownServer {
  const server = knownServer(env, findWorkspace(env, process.cwd()));
  if (server !== undefined) return server;
  const hint = "start one with exp mlflow, or name yours in MLFLOW_TRACKING_URI";
  throw new CliError({ code: "CLI_NO_MLFLOW_SERVER", message: "no MLflow server is known here", hint });
}

/**
 * Asks the server of this place, and closes the connections at the end.
 *
 * @throws {@link CliError} `CLI_NO_MLFLOW_SERVER`; what the client throws, as issues with its codes.
 */
export async function withClient<T>(
  session: Session,
  ask: (client: MlflowClient, server: KnownServer) => Promise<T>,
): Promise<T> {
  const server = serverOf(session);
  return clientErrorsAsIssues(async () => {
    const client = await clientOf(server, session.env);
    try {
      return await ask(client, server);
    } finally {
      await client.close();
    }
  });
}

/** Does work in which a client is made. @throws GoldilocksError with the client's code, for what the client throws. */
export async function clientErrorsAsIssues<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { MlflowError } = await import("@goldilocks/mlflow-client");
    if (!(error instanceof MlflowError)) throw error;
    const { code, message, hint } = error;
    throw new GoldilocksError([{ code, message, ...(hint !== undefined && { hint }) }], { cause: error });
  }
}
