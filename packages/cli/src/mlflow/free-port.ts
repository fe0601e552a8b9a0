import { createServer } from "node:net";
import { CliError } from "../error.ts";

/** MLflow's own, and how many after it are tried. */
const FIRST = 5000;
const TRIED = 50;

/** Only this machine reaches the server: it has no password. */
export const HOST = "127.0.0.1";

/**
 * The port asked for, else the first free one from 5000 on.
 *
 * @throws {@link CliError} `CLI_PORT_TAKEN`.
 */
export async function freePort(asked: number | undefined): Promise<number> {
  const last = asked ?? FIRST + TRIED - 1;
  for (let port = asked ?? FIRST; port <= last; port++) if (await isFree(port)) return port;
  const which = asked === undefined ? `every port from ${FIRST} to ${last}` : `port ${asked}`;
  const hint = "name another with --port, or end what listens there";
  throw new CliError({ code: "CLI_PORT_TAKEN", message: `${which} is taken`, hint });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
