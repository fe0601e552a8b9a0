import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { noArguments } from "../positionals.ts";
import { listenForStop } from "../run/stop-signals.ts";
import { answer } from "../text/answer.ts";

/** `exp sync`: delivers what waits in the outbox. */
export const sync: Command = {
  name: "sync",
  summary: "deliver to MLflow what waits in the outbox",
  usage: "sync [options]",
  details: `The server is that of MLFLOW_TRACKING_URI, else the one that exp mlflow runs for this workspace. Nothing is delivered twice, whatever
happened before; Ctrl-C stops it, and the next exp sync goes on. It takes ten minutes at most, and one more for each run that the server
confirms.

examples:
  exp sync
  MLFLOW_TRACKING_URI=https://mlflow.example.org exp sync --all`,
  options: {
    all: { summary: "deliver every run ever tracked here: to another server, or to one that lost its data" },
    json: { summary: "print what came of it as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    noArguments(given, "exp sync");
    const { syncOrAsk, syncLines } = await import("../mlflow/sync-here.ts");
    const { serverOf } = await import("../mlflow/with-client.ts");
    const server = serverOf(session);
    const stop = listenForStop(() => session.err.print("stopping: what is delivered stays so"));
    try {
      const came = await syncOrAsk(session, server, { all: given.flags.has("all"), signal: stop.signal });
      answer(given, session.out, { server: server.shown, ...came }, syncLines(came, server, session.out));
      if (came.problem !== null) return exitCodes.failed;
      return came.waiting > 0 ? exitCodes.stopped : exitCodes.done;
    } finally {
      stop.close();
    }
  },
};
