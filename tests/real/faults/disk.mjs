import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { BAD_DISK, filesBelow, must, mustBeDone, mustBeReadable, mustHaveKept, Workplace } from "./workplace.mjs";
import { join } from "node:path";

const mount = (...words) => spawnSync("/bin/mount", words, { encoding: "utf8" });

/** A workplace whose store is a disk of its own, of this size. */
function onDisk(size) {
  const place = new Workplace();
  mkdirSync(place.store);
  const { status, stderr } = mount("-t", "tmpfs", "-o", `size=${size}`, "none", place.store);
  must(status === 0, "a small disk could not be mounted", stderr);
  return place;
}

function leave(place) {
  spawnSync("/bin/umount", [place.store]);
  place.remove();
}

/** A run ended with exit code 1 and this code, said with a hint and without more. */
function mustBeRefused(ended, code, what) {
  must(ended.code === 1, `${what}: ended with ${ended.code ?? ended.signal}`, ended.stderr);
  must(new RegExp(`^${code} `, "mu").test(ended.stderr), `${what}: no ${code}`, ended.stderr);
  must(!/change the figure|exclude/u.test(ended.stderr), `${what}: the experiment is blamed`, ended.stderr);
  mustBeReadable(ended.stderr, what);
}

async function full(expected, size) {
  const place = onDisk(size);
  const what = `a disk of ${size}`;
  try {
    mustBeRefused(await place.run(), "STORE_FULL", what);
    must(filesBelow(join(place.store, "tmp")).length === 0, `${what}: half-written files take its space`);
    const recorded = place.recorded();
    must(mount("-o", "remount,size=64m", place.store).status === 0, "the disk could not be made larger");
    mustBeDone(place, await place.run(), expected, `${what} that was made larger`);
    mustHaveKept(recorded, place.recorded(), what);
    return recorded.size;
  } finally {
    leave(place);
  }
}

/** The disk becomes read-only while the run goes on; that takes a moment in which no file is being written. */
async function readOnly(expected, share) {
  const place = onDisk("64m");
  const what = "a disk that becomes read-only";
  try {
    const { child, end } = place.start();
    await wait(share * expected.duration);
    while (child.exitCode === null && mount("-o", "remount,ro", place.store).status !== 0) await wait(1);
    const ended = await end;
    const recorded = place.recorded();
    if (ended.code !== 0) mustBeRefused(ended, "STORE_READ_ONLY", what);
    must(mount("-o", "remount,rw", place.store).status === 0, "the disk could not be made writable again");
    mustBeDone(place, await place.run(), expected, `${what} and writable again`);
    mustHaveKept(recorded, place.recorded(), what);
    return ended.code !== 0;
  } finally {
    leave(place);
  }
}

/** Whether this system lets us mount; many containers do not, whoever one is in them. */
function mayMount() {
  const place = new Workplace();
  mkdirSync(place.store);
  const { status, stderr, error } = mount("-t", "tmpfs", "-o", "size=64k", "none", place.store);
  leave(place);
  must(error === undefined, "there is no mount");
  return status === 0 || !/permi|superuser|denied/iu.test(stderr);
}

/** Fills small disks at several sizes, and makes others read-only in the middle of a run. */
async function mounted(expected) {
  const sizes = ["100k", "300k", "600k"];
  const kept = [];
  for (const size of sizes) kept.push(await full(expected, size));
  let refused = 0;
  const shares = [0.3, 0.5, 0.7];
  for (const share of shares) if (await readOnly(expected, share)) refused += 1;
  must(refused > 0, "no disk became read-only while a run went on");
  return `disks full at ${sizes.join(", ")} (${kept.join(", ")} results kept), ${refused} read-only in the middle of a run`;
}

/** Disks that fail by order, in the process itself: what they answer, from how many bytes on, and the code of that. */
const FAILING = [
  ["ENOSPC", 30_000, "STORE_FULL"],
  ["ENOSPC", 200_000, "STORE_FULL"],
  ["EDQUOT", 100_000, "STORE_FULL"],
  ["EIO", 100_000, "STORE_IO"],
];

/** The same without mounting. */
async function failing(expected) {
  for (const [answer, room, code] of FAILING) {
    const place = new Workplace();
    const env = {
      NODE_OPTIONS: `--import ${BAD_DISK}`,
      BAD_DISK: place.store,
      BAD_CODE: answer,
      BAD_ROOM: String(room),
    };
    const what = `a disk that answers ${answer} after ${room} bytes`;
    mustBeRefused(await place.run({ env }), code, what);
    const recorded = place.recorded();
    mustBeDone(place, await place.run(), expected, `${what} and is well again`);
    mustHaveKept(recorded, place.recorded(), what);
    place.remove();
  }
  return `${FAILING.length} disks that fail in the middle of a run`;
}

/** Disks that fail; where nothing may be mounted only those that do so by order. */
export async function disk(expected) {
  const simulated = await failing(expected);
  return mayMount() ? `${await mounted(expected)}; ${simulated}` : `NOTHING MAY BE MOUNTED HERE; ${simulated}`;
}
