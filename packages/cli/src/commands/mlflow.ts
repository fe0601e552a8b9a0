import { type Arguments, valueOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { noArguments } from "../positionals.ts";

const MOST_PORTS = 65_535;

/** `exp mlflow`: a real MLflow server for this workspace, and everything that was tracked in it. */
export const mlflow: Command = {
  name: "mlflow",
  summary: "start an MLflow server for this workspace, bring it what waits in the outbox, and open it",
  usage: "mlflow [options]",
  details: `The server keeps everything in the folder mlflow of the store, and only this machine reaches it. Where uv is installed, it brings MLflow
(and Python); else an environment of its own is made once in the store, for which Python 3.10 or newer must be there.
Ctrl-C stops the server. Runs that are made while it is up find it by themselves.

examples:
  exp mlflow
  exp mlflow --detach --no-open
  exp mlflow --stop`,
  options: {
    port: { value: "N", summary: "where it listens (default: 5000, or the next one that is free)" },
    "no-open": { summary: "open no browser" },
    detach: { summary: "leave the server running and end" },
    stop: { summary: "stop the server that runs for this workspace" },
    json: { summary: "print the address as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    noArguments(given, "exp mlflow --no-open");
    const port = portOf(given);
    const { serve, stopRunning } = await import("../mlflow/serve.ts");
    if (given.flags.has("stop")) await stopRunning(session);
    else
      await serve(
        { port, open: !given.flags.has("no-open"), detach: given.flags.has("detach"), json: given.flags.has("json") },
        session,
      );
    return exitCodes.done;
  },
};

function portOf(given: Arguments): number | undefined {
  const text = valueOf(given, "port");
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port >= 1 && port <= MOST_PORTS) return port;
  const message = `--port ${text} is no whole number from 1 to ${MOST_PORTS}`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: "leave it out for 5000, or the next one that is free" });
}
