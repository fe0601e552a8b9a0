import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { noArguments } from "../positionals.ts";
import { listenForStop } from "../run/stop-signals.ts";

/** `exp sync`: delivers what waits in the outbox. */
export const sync: Command = {
  name: "sync",
  summary: "deliver to MLflow what waits in the outbox",
  usage: "sync [options]",
  details: `The server is that of MLFLOW_TRACKING_URI, else the one that exp mlflow runs for this workspace. Nothing is delivered twice, whatever
happened before; Ctrl-C stops it, and the next exp sync goes on.

examples:
  exp sync
  MLFLOW_TRACKING_URI=https://mlflow.example.org exp sync --all`,
  options: {
    all: { summary: "deliver every run ever tracked here: to another server, or to one that lost its data" },
    json: { summary: "print what came of it as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    noArguments(given, "exp sync");
    const { syncOrAsk, syncText } = await import("../mlflow/sync-here.ts");
    const { serverOf } = await import("../mlflow/with-client.ts");
    const server = serverOf(session);
    const stop = listenForStop(() => session.err.write("stopping: what is delivered stays so\n"));
    try {
      const came = await syncOrAsk(session, server, { all: given.flags.has("all"), signal: stop.signal });
      session.out.write(
        given.flags.has("json")
          ? `${JSON.stringify({ server: server.shown, ...came }, undefined, 2)}\n`
          : `${syncText(came, server)}\n`,
      );
      if (came.problem !== null) return exitCodes.failed;
      return came.waiting > 0 ? exitCodes.stopped : exitCodes.done;
    } finally {
      stop.close();
    }
  },
};
