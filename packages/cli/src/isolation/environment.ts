import { join } from "node:path";

type Environment = Readonly<Record<string, string>>;

/** Names that decide how programs are found and how they write. */
const PLAIN = ["PATH", "LANG", "LC_ALL", "TZ", "SystemRoot", "ComSpec", "PATHEXT"];

/** Names that decide how a package registry is reached. */
const NETWORK = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
];

const taken = (names: readonly string[]): Environment =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/** The environment of a program that is not trusted: a few names, a home folder and a temporary one in its place. */
export const fewNames = (place: string): Environment => ({
  ...taken(PLAIN),
  HOME: join(place, "home"),
  USERPROFILE: join(place, "home"),
  TMPDIR: join(place, "tmp"),
  TEMP: join(place, "tmp"),
  NO_COLOR: "1",
  TURBO_TELEMETRY_DISABLED: "1",
});

/** The same with what it takes to reach a package registry. */
export const fewNamesOnline = (place: string, registry: string): Environment => ({
  ...fewNames(place),
  ...taken(NETWORK),
  ...(registry !== "" && { npm_config_registry: registry }),
});
