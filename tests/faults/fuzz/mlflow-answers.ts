// @boundaries-ignore the fake of MLflow is a fixture, no part of any package
import type { Fault, FakeMlflow } from "../../../packages/tracking/test/fixtures/fake-mlflow.ts";
import { mutateTree, type Json } from "./json-mutations.ts";
import { oddTexts } from "./odd-values.ts";
import type { Random } from "./random.ts";

type Body = Parameters<FakeMlflow["lie"]>[1];

const statuses: readonly number[] = [
  200, 201, 202, 204, 206, 207, 226, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 411, 413, 414,
  418, 422, 423, 425, 429, 431, 451, 500, 501, 502, 503, 504, 507, 511, 599, 999,
];

const codes: readonly string[] = [
  "RESOURCE_DOES_NOT_EXIST",
  "RESOURCE_ALREADY_EXISTS",
  "INVALID_PARAMETER_VALUE",
  "PERMISSION_DENIED",
  "UNAUTHENTICATED",
  "REQUEST_LIMIT_EXCEEDED",
  "INTERNAL_ERROR",
  "TEMPORARILY_UNAVAILABLE",
  "ENDPOINT_NOT_FOUND",
  "BAD_REQUEST",
  "\u001B[31mX",
  "",
  "x".repeat(5000),
];

/** Texts that answer a question nobody asked. */
const bodies: readonly ((random: Random) => string)[] = [
  () => "",
  () => "<!doctype html><html><body>Sign in to the corporate proxy</body></html>",
  () => "null",
  () => "[]",
  () => "{}",
  () => "1",
  () => '"x"',
  () => "{",
  () => "[".repeat(100_000),
  () => `{"a":"${"x".repeat(1_000_000)}"}`,
  () => '{"__proto__":{"polluted":1}}',
  () => "\uFEFF{}",
  () => "\0",
  (random) => JSON.stringify({ error_code: random.pick(codes), message: random.pick(oddTexts) }),
  (random) =>
    JSON.stringify({
      error_code: random.pick(codes),
      message: "\u001B[31mEVIL\u001B]0;title\u0007\nfigure 1234 identical\n",
    }),
  (random) => JSON.stringify(mutateTree(random, { error_code: "INTERNAL_ERROR", message: "x", details: [{ a: 1 }] })),
];

const headers: readonly (readonly [string, readonly string[]])[] = [
  ["content-type", ["application/json", "text/html", "application/json; charset=utf-16", "x".repeat(5000), ""]],
  ["retry-after", ["0", "1", "-1", "999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "soon", "1e9", "0x10"]],
  [
    "location",
    ["file:///etc/passwd", "http://127.0.0.1:9/x", "/x", "//[", "javascript:1", "http://user:pass@127.0.0.1:9/"],
  ],
  ["content-encoding", ["gzip", "br", "deflate", "x", "gzip, gzip"]],
  ["content-length", ["0", "2", "999999"]],
  ["set-cookie", ["a=b; Path=/", "x".repeat(10_000)]],
  ["x-mlflow", ["y"]],
];

function strangeAnswer(random: Random): Fault {
  const chosen = headers.flatMap(([name, values]): (readonly [string, string])[] =>
    random.chance(0.3) ? [[name, random.pick(values)]] : [],
  );
  return {
    kind: "answer",
    status: random.chance(0.4) ? 200 : random.pick(statuses),
    body: random.pick(bodies)(random),
    headers: Object.fromEntries(chosen),
    done: random.chance(0.5),
  };
}

/** What happens instead of an answer. */
export const mutateAnswer = (random: Random): Fault =>
  random.weighted<() => Fault>([
    [6, () => strangeAnswer(random)],
    [1, () => ({ kind: "reset" })],
    [1, () => ({ kind: "lost" })],
    [1, () => ({ kind: "slow", ms: random.pick([1, 20]) })],
  ])();

/** An honest answer with one change, of something that was done, or an answer to what was not. */
export function lie(random: Random, name: string, honest: () => Body): Body {
  // A write that is only said to be done: what is asked for afterwards shows that it was not.
  if (/^runs\/(?:log-batch|log-inputs|update|set-tag|outputs)$/u.test(name) && random.chance(0.3)) return {};
  const answer = mutateTree(random, JSON.parse(JSON.stringify(honest())) as Json);
  // What the fake server sends on is anything that JSON can have.
  return answer as unknown as Body;
}
