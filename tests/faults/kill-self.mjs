// Preloaded by `node --import`: counts what this process and its threads change on the disk. With KILL_AT=n it kills the process at the
// n-th change: ahead of it, or in the middle where it is a write. KILL_LOG is a file: it gets the change and the thread at which the
// process was killed; without KILL_AT, how many changes there were.
import { appendFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";

const { KILL_AT: at, KILL_LOG: log } = process.env;
const SHARED = "changes on the disk";
if (isMainThread) setEnvironmentData(SHARED, new SharedArrayBuffer(4));
const count = new Int32Array(getEnvironmentData(SHARED));

const say = (text) => {
  if (log !== undefined) appendFileSync(log, `${text}\n`);
};

/** Whether this change is the one. */
const isTheOne = () => Atomics.add(count, 0, 1) + 1 === Number(at);

function die(name) {
  say(`${name} ${isMainThread ? "main" : "worker"}`);
  process.kill(process.pid, "SIGKILL");
}

/** Replaces a method; `torn` does half of the change. */
function guard(object, name, torn) {
  const original = object[name];
  object[name] = async function guarded(...args) {
    if (isTheOne()) {
      await torn?.call(this, original, ...args);
      die(name);
    }
    return original.apply(this, args);
  };
}

for (const name of ["mkdir", "mkdtemp", "rename", "link", "unlink", "rm", "utimes", "lutimes", "cp"])
  guard(files, name);
for (const name of ["writeFile", "appendFile"]) {
  guard(files, name, (write, path, bytes) => write(path, bytes.slice(0, Math.floor(bytes.length / 2))));
}

const handle = await files.open(process.execPath, "r");
const prototype = Object.getPrototypeOf(handle);
await handle.close();
guard(prototype, "sync");
guard(prototype, "writeFile", function half(write, bytes) {
  return write.call(this, bytes.slice(0, Math.floor(bytes.length / 2)));
});
guard(prototype, "write", function half(write, bytes, from = 0) {
  return write.call(this, bytes, from, Math.floor((bytes.length - from) / 2));
});

const { open } = files;
files.open = async (path, flags, ...more) => {
  if (String(flags ?? "r") !== "r" && isTheOne()) {
    const half = await open(path, flags, ...more);
    await half.close();
    die("open");
  }
  return open(path, flags, ...more);
};
syncBuiltinESMExports();

if (isMainThread && at === undefined) process.on("exit", () => say(String(Atomics.load(count, 0))));
