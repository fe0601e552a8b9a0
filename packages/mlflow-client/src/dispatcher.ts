import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";
import { MlflowError } from "./mlflow-error.ts";
import { TIMEOUTS, type ProxyOptions, type Timeouts, type TlsOptions } from "./options.ts";

/** Bytes of all headers of an answer together. */
export const MOST_HEADERS: number = 32 * 1024;

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

/** What a pool of connections is made of. */
export interface PoolOptions {
  readonly origin: string;
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: ProxyOptions | undefined;
  readonly timeouts?: Timeouts | undefined;
  readonly connections?: number | undefined;
}

/** A pool of connections to one server. @throws {@link MlflowError} `MLFLOW_BAD_OPTION` for a proxy without a usable address. */
export function makeDispatcher({
  origin,
  tls = {},
  proxy = {},
  timeouts = TIMEOUTS,
  connections = 8,
}: PoolOptions): Dispatcher {
  const timeout = timeouts.connect ?? TIMEOUTS.connect;
  const connect = { timeout, ...tlsOf(tls) };
  const http = proxyAddress(proxy.http, "http");
  const https = proxyAddress(proxy.https, "https");
  // undici would send https through the proxy for http where there is no other; nobody else does.
  const isDirect = origin.startsWith("https:") ? https === "" : http === "" && https === "";
  if (isDirect) return new Agent({ connect, connections, maxHeaderSize: MOST_HEADERS });
  return new EnvHttpProxyAgent({
    connect,
    connections,
    maxHeaderSize: MOST_HEADERS,
    requestTls: connect,
    proxyTls: { timeout },
    // Proxies pass plain HTTP on, but rarely allow a tunnel for it.
    proxyTunnel: false,
    httpProxy: http,
    httpsProxy: https,
    noProxy: proxy.none ?? "",
  });
}
