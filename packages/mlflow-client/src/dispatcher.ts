import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";
import { MlflowError } from "./error.ts";
import { type ProxyOptions, type Timeouts, type TlsOptions } from "./options.ts";

const text = (pem: string | Uint8Array): string | Buffer => (typeof pem === "string" ? pem : Buffer.from(pem));

function tlsOf(tls: TlsOptions) {
  return {
    ...(tls.ca === undefined ? {} : { ca: text(tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: text(tls.cert) }),
    ...(tls.key === undefined ? {} : { key: text(tls.key) }),
    ...(tls.insecure === true ? { rejectUnauthorized: false } : {}),
  };
}

/** The address of a proxy is in no error: it may hold a password. */
function proxyAddress(uri: string | undefined, name: string): string {
  // An empty text keeps undici from looking into the environment itself.
  if (uri === undefined || uri === "") return "";
  const full = uri.includes("://") ? uri : `http://${uri}`;
  if (!URL.canParse(full)) throw new MlflowError("MLFLOW_BAD_OPTION", `the proxy for ${name} has no usable address`);
  return full;
}

/** A pool of connections to one server. @throws {@link MlflowError} `MLFLOW_BAD_OPTION` for a proxy without a usable address. */
export function makeDispatcher(
  tls: TlsOptions = {},
  proxy: ProxyOptions = {},
  timeouts: Timeouts = {},
  connections = 8,
): Dispatcher {
  const connect = { timeout: timeouts.connect ?? 10_000, ...tlsOf(tls) };
  const options = {
    connect,
    connections,
    headersTimeout: timeouts.headers ?? 120_000,
    bodyTimeout: timeouts.body ?? 120_000,
  };
  if ((proxy.http ?? "") === "" && (proxy.https ?? "") === "") return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    // Behind a proxy the tunnel has its own connection.
    requestTls: tlsOf(tls),
    httpProxy: proxyAddress(proxy.http, "http"),
    httpsProxy: proxyAddress(proxy.https, "https"),
    noProxy: proxy.none ?? "",
  });
}
