import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { openStore } from "@goldilocks/store";
import { filesBelow, must, mustBeDone, mustBeReadable, Workplace } from "./workplace.mjs";

/** What reads states and data again: a longer training, measured on other batches. */
const FURTHER = ["--set", "train.steps=320", "--set", "evaluate.heldOutBatches=3"];
const COMMAND = ["faults.yaml", "--workers", "2", "--json"];
/** In so many goes is one file of every kind harmed, and looked for the word about each. */
const GROUPS = 8;
/** A lock file that names nobody counts for a minute. */
const LONG_AGO = new Date(Date.now() - 3_600_000);

function flip(path) {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] ^= 0x10;
  writeFileSync(path, bytes);
}

/** Ways in which a file comes to harm. */
const HARMS = {
  "a bit flipped": flip,
  "cut to half": (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  emptied: (path) => truncateSync(path, 0),
};

const recordsIn = (place) =>
  filesBelow(join(place.store, "results")).map((path) => {
    const file = join("store", "results", path);
    const { preImage, outputs } = JSON.parse(readFileSync(join(place.folder, file), "utf8")).value;
    return { file, kind: preImage[0], outputs };
  });

/** One stored file of every kind, by the kind: of every kind of node a record and each output, and all that is no result. */
function kindsOf(place) {
  const kinds = new Map();
  const add = (kind, file) => kinds.has(kind) || kinds.set(kind, file);
  const named = new Set();
  for (const { file, kind, outputs } of recordsIn(place)) {
    add(`record of ${kind}`, file);
    for (const [name, { digest }] of Object.entries(outputs)) {
      named.add(digest);
      add(`${name} of ${kind}`, join("store", "objects", digest.slice(0, 2), digest));
    }
  }
  for (const path of filesBelow(join(place.store, "objects"))) {
    if (!named.has(basename(path))) add("plan of a run", join("store", "objects", path));
  }
  for (const folder of ["points", "checkpoints", "runs", "pins", "locks"]) {
    for (const path of filesBelow(join(place.store, folder))) add(folder.slice(0, -1), join("store", folder, path));
  }
  for (const name of ["store.json", "calibration.json"]) add(name, join("store", name));
  for (const path of filesBelow(join(place.folder, "results")))
    add(`results/…/${basename(path)}`, join("results", path));
  return kinds;
}

/** A finished run, and beside it a pin, a checkpoint, times of this machine, and the lock of a process that was killed. */
async function fullPlace(expected) {
  const place = new Workplace();
  cpSync(expected.place.folder, place.folder, { recursive: true });
  await place.run({ words: ["pin", expected.results.table.key, "--note", "dear"] });
  await place.run({ words: ["plan", "faults.yaml", "--set", "train.steps=301"] });
  await leaveCheckpoint(place);
  const locks = join(place.store, "locks");
  const { child, end } = place.start({ words: ["faults.yaml", ...FURTHER] });
  while (child.exitCode === null && readdirSync(locks).length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  child.kill("SIGKILL");
  await end;
  must(readdirSync(locks).length > 0, "no lock was left by a run that was killed");
  return place;
}

/** One training has no point to go on from, but the checkpoint that a run leaves which was stopped at that step. */
async function leaveCheckpoint(place) {
  const [point] = filesBelow(join(place.store, "points"));
  const { trajectory, step, key } = JSON.parse(readFileSync(join(place.store, "points", point), "utf8")).value;
  const store = await openStore(place.store);
  const { outputs } = await store.result(key);
  await store.saveCheckpoint(trajectory, { step, bytes: await store.read(outputs["state.safetensors"].digest) });
  rmSync(join(place.store, "points", trajectory), { recursive: true });
}

/** How often a file's damage was told of, by any of these runs. */
const timesTold = (ended, file) =>
  ended
    .flatMap(({ stderr }) => stderr.split("\n"))
    .filter((line) => line.startsWith("STORE_CORRUPT ") && line.includes(file)).length;

/** Files whose damage changes nothing and needs no word: they are replaced, or measured again. */
const isSilent = (file) => file.startsWith("results") || /[/\\]locks[/\\]|calibration\.json$/u.test(file);

/** Harms files, and runs the same command, a longer one, and the check of the store. */
async function recovers(whole, references, files, harm, what) {
  const place = whole.copy();
  for (const file of files) {
    const path = join(place.folder, file);
    HARMS[harm](path);
    if (file.includes(join("store", "locks"))) utimesSync(path, LONG_AGO, LONG_AGO);
  }
  const same = await place.run({ words: COMMAND });
  mustBeDone(place, same, references.same, what);
  const further = await place.run({ words: [...COMMAND, ...FURTHER] });
  mustBeDone(place, further, references.further, what);
  const check = await place.run({ words: ["store", "check", "--json"] });
  mustBeReadable(check.stderr, what);
  const again = await place.run({ words: ["store", "check", "--json"] });
  must(JSON.parse(again.stdout).damaged.length === 0, `${what}: damage is found twice`, again.stderr);
  for (const file of files) {
    const told = timesTold([same, further, check, again], join(place.folder, file));
    must(told === (isSilent(file) ? 0 : 1), `${what}: ${file} was told of ${told} times`, same.stderr + further.stderr);
  }
  const set = filesBelow(join(place.store, "quarantine")).length;
  must(set >= files.filter((file) => !isSilent(file)).length, `${what}: only ${set} files in quarantine`);
  if (files.some((file) => file.includes(join("store", "pins")))) {
    const { stdout } = await place.run({ words: ["pin"] });
    must(stdout.startsWith(references.same.results.table.key.slice(0, 12)), `${what}: the pin is lost`, stdout);
  }
  place.remove();
}

/** Runs tasks, two at a time. */
async function twoAtATime(tasks) {
  const waiting = [...tasks];
  const lane = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all([lane(), lane()]);
}

/** Deals things out, so that neighbours, such as the outputs of one node, come into different groups. */
const inGroups = (things, count) =>
  Array.from({ length: count }, (_, group) => things.filter((_thing, index) => index % count === group));

/** Flips a bit in one file of every kind, a few kinds at a time; cuts and empties one of every kind; then harms every file there is. */
export async function damage(expected) {
  const whole = await fullPlace(expected);
  const apart = expected.place.copy();
  const { results } = JSON.parse((await apart.run({ words: [...COMMAND, ...FURTHER] })).stdout);
  apart.remove();
  const references = { same: expected, further: { results } };
  const kinds = kindsOf(whole);
  const groups = inGroups([...kinds.values()], GROUPS);
  const flips = groups.map((files) => [files, "a bit flipped"]);
  const cuts = ["cut to half", "emptied"].flatMap((harm) =>
    inGroups([...kinds.values()], 2).map((files) => [files, harm]),
  );
  const all = [...flips, ...cuts].map(([files, harm]) => () => {
    return recovers(whole, references, files, harm, `${files.length} files ${harm} (${files.join(", ")})`);
  });
  await twoAtATime(all);
  await twoAtATime(Object.keys(HARMS).map((harm) => () => everything(whole, references, harm)));
  const count = filesBelow(whole.folder).length;
  whole.remove();
  const stored = [...kinds.keys()].filter((kind) => !kind.startsWith("results/")).length;
  return `a bit flipped in a file of each of ${stored} kinds in the store and ${kinds.size - stored} beside it, one of every kind cut and emptied, all ${count} harmed`;
}

/** Every file of the store and of the results. */
async function everything(whole, references, harm) {
  const place = whole.copy();
  for (const path of filesBelow(place.folder)) {
    if (path !== "faults.yaml") HARMS[harm](join(place.folder, path));
    if (path.includes(join("store", "locks"))) utimesSync(join(place.folder, path), LONG_AGO, LONG_AGO);
  }
  mustBeDone(place, await place.run({ words: COMMAND }), references.same, `every file ${harm}`);
  mustBeDone(place, await place.run({ words: [...COMMAND, ...FURTHER] }), references.further, `every file ${harm}`);
  must(existsSync(join(place.store, "quarantine")), `every file ${harm}: nothing was set aside`);
  place.remove();
}
