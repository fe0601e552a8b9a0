// Preloaded by `node --import`: below one folder (BAD_DISK) this process and its threads find a disk that is full or read-only, or breaks,
// as a mounted one would be; mounting takes rights that a container does not have. BAD_CODE is what the system answers to every change.
// With BAD_ROOM=n there is room for n bytes more. With BAD_FROM=file the disk is sound until that file is there.
import fs from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { resolve, sep } from "node:path";
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";

const { BAD_DISK: disk, BAD_CODE: code = "EROFS", BAD_ROOM: room, BAD_FROM: from } = process.env;
const { existsSync } = fs;
const SHARED = "bytes on the disk";
if (isMainThread) setEnvironmentData(SHARED, new SharedArrayBuffer(4));
const used = new Int32Array(getEnvironmentData(SHARED));

const isThere = (path) => typeof path === "string" && `${resolve(path)}${sep}`.startsWith(`${disk}${sep}`);
const isBad = () => from === undefined || existsSync(from);

const failure = (path, syscall) =>
  Object.assign(new Error(`${code}: ${syscall} '${String(path)}'`), { code, syscall, path: String(path), errno: -1 });

/** Bytes that a write of so many gets on the disk; negative where it gets none. */
function fit(bytes) {
  if (!isBad()) return bytes;
  if (room === undefined) return -1;
  const left = Number(room) - Atomics.add(used, 0, bytes);
  return left <= 0 ? -1 : Math.min(left, bytes);
}

/** Whether a change that takes no room to speak of fails. On a full disk names can still be taken away and changed. */
const fails = (name) =>
  isBad() &&
  (room === undefined ||
    (Atomics.load(used, 0) >= Number(room) && /^(?:mkdir|mkdtemp|link|symlink|cp|open)/u.test(name)));

const writes = (flags) => !["r", undefined].includes(flags) && (typeof flags === "string" || (flags & 3) !== 0);

/** The paths of a call that it would change. */
function changed(name, [first, second]) {
  if (name.startsWith("mkdir") && existsSync(first)) return [];
  if (name === "open") return writes(second) ? [first] : [];
  if (name.startsWith("access")) return ((second ?? 0) & fs.constants.W_OK) === 0 ? [] : [first];
  if (/^(?:unlink|rm)/u.test(name)) return existsSync(first) || room === undefined ? [first] : [];
  return /^(?:rename|cp)/u.test(name) ? [first, second] : /^(?:link|symlink)/u.test(name) ? [second] : [first];
}

function refuse(name, words) {
  const path = changed(name, words).find(isThere);
  if (path !== undefined && fails(name)) throw failure(path, name.replace("Sync", ""));
}

const names = "mkdir mkdtemp rename link symlink unlink rm rmdir utimes lutimes chmod truncate cp access".split(" ");
for (const name of names) {
  const [original, sync] = [files[name], fs[`${name}Sync`]];
  files[name] = async (...words) => (refuse(name, words), original(...words));
  fs[`${name}Sync`] = (...words) => (refuse(name, words), sync(...words));
}

for (const name of ["writeFile", "appendFile"]) {
  const [original, sync] = [files[name], fs[`${name}Sync`]];
  const cut = (path, bytes) => {
    if (!isThere(path) || fit(bytes.length) >= bytes.length) return;
    throw failure(path, "write");
  };
  files[name] = async (path, bytes, ...more) => (cut(path, bytes), original(path, bytes, ...more));
  fs[`${name}Sync`] = (path, bytes, ...more) => (cut(path, bytes), sync(path, bytes, ...more));
}

const paths = new WeakMap();
const { open } = files;
files.open = async (...words) => {
  refuse("open", words);
  const handle = await open(...words);
  if (isThere(words[0])) paths.set(handle, words[0]);
  return handle;
};
const probe = await open(process.execPath, "r");
const prototype = Object.getPrototypeOf(probe);
await probe.close();
const { write, writeFile } = prototype;
prototype.write = async function limited(bytes, at = 0, length = bytes.length - at, ...more) {
  if (!paths.has(this)) return write.call(this, bytes, at, length, ...more);
  const fitting = fit(length);
  if (fitting < 0) throw failure(paths.get(this), "write");
  return write.call(this, bytes, at, fitting, ...more); // the next write gets none
};
prototype.writeFile = async function limited(bytes, ...more) {
  if (paths.has(this) && fit(bytes.length) < bytes.length) throw failure(paths.get(this), "write");
  return writeFile.call(this, bytes, ...more);
};
syncBuiltinESMExports();
