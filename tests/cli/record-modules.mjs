// `node --import record-modules.mjs …` writes the address of every module that the program loads into $RECORD_MODULES_IN.
import { appendFileSync } from "node:fs";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

if (isMainThread) register(import.meta.url);

/** Node calls this for every module, on a thread of its own. */
export async function load(url, context, next) {
  appendFileSync(process.env["RECORD_MODULES_IN"], `${url}\n`);
  return next(url, context);
}
