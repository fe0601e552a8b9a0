// Passes requests on to a server, and does something before or after the n-th.
import { Agent, createServer, request } from "node:http";

/** @param on - Called with the number of a request, from 1, and whether the server has answered it; true ends the connection. */
export async function forward(uri, on) {
  const { hostname, port } = new URL(uri);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const n = ++count;
    outgoing.on("error", () => {});
    incoming.on("error", () => {});
    if (on(n, false) === true) {
      incoming.socket.destroy();
      return;
    }
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, agent, method, path, headers }, (answer) => {
      if (on(n, true) === true) {
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => incoming.socket.destroy());
    incoming.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    uri: `http://127.0.0.1:${server.address().port}`,
    get count() {
      return count;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
