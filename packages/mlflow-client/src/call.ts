import { type Safety } from "./retry.ts";
import { type Request } from "./transport.ts";

type Method = Request["method"];
type Query = Readonly<Record<string, string | number | undefined>>;

const API = "/api/2.0/mlflow/";

const JSON_HEADERS = { accept: "application/json" };
const SEND_JSON = { ...JSON_HEADERS, "content-type": "application/json" };

/** A reading request of the tracking API; what is undefined is left out of the query. */
export function get(path: string, query: Query = {}, name: string = path): Request {
  const pairs = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  return {
    method: "GET",
    path: `${API}${path}${text === "" ? "" : `?${text}`}`,
    name: `GET ${name}`,
    safety: "repeatable",
    headers: JSON_HEADERS,
  };
}

/** A request of the tracking API that sends JSON; a text is JSON already. */
export function post(path: string, safety: Safety, body: object | string, method: Method = "POST"): Request {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method, path: `${API}${path}`, name: `${method} ${path}`, safety, headers: SEND_JSON, body: () => text };
}

/** A request after which a thing is not there any more, or not in that state: when it is repeated, "not found" means done. */
export const settling = (request: Request): Request => ({ ...request, absentIsDone: true });
