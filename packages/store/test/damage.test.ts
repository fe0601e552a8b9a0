import { execFileSync } from "node:child_process";
import { lstat, mkdir, readFile, readdir, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keyOf, sha256 } from "@goldilocks/digest";
import { type Store } from "@goldilocks/engine";
import { openStore, openUpkeep, type DamageReport } from "@goldilocks/store";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { digest, fill, key, trajectory } from "./fixtures/filled.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { bytesOf, resultOf } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

interface Kind {
  readonly kind: DamageReport["kind"];
  readonly name: string;
  readonly file: string;
  /** What reading it gives; `absent` is what it gives when nothing is there. */
  readonly look: (store: Store) => Promise<unknown>;
  readonly absent: unknown;
}

const code = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : error);

const kinds: readonly Kind[] = [
  {
    kind: "object",
    name: digest,
    file: `objects/${digest.slice(0, 2)}/${digest}`,
    look: (store) => store.read(digest).catch(code),
    absent: "STORE_CORRUPT",
  },
  {
    kind: "result",
    name: key,
    file: `results/${key.slice(0, 2)}/${key}.json`,
    look: (store) => store.result(key),
    absent: undefined,
  },
  {
    kind: "point",
    name: `${trajectory}/20`,
    file: `points/${trajectory}/20`,
    look: (store) => store.points(trajectory),
    absent: [],
  },
  {
    kind: "checkpoint",
    name: trajectory,
    file: `checkpoints/${trajectory}`,
    look: (store) => store.checkpoint(trajectory),
    absent: undefined,
  },
  {
    kind: "run",
    name: "run-1",
    file: "runs/run-1.json",
    look: (store) => store.runs(),
    absent: [],
  },
  {
    kind: "store",
    name: "store.json",
    file: "store.json",
    look: async () => "opened",
    absent: "opened",
  },
];

async function harm(file: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  await writeFile(file, change(new Uint8Array(await readFile(file))));
}

interface Healing {
  /** What a look at the harmed file gave. */
  readonly seen: unknown;
  readonly result: unknown;
  readonly reports: readonly Partial<DamageReport>[];
  /** Whether the harmed bytes were kept as they were. */
  readonly setAside: boolean;
  /** What every kind of file gives after all was written again. */
  readonly healed: readonly unknown[];
}

const every = (store: Store): Promise<unknown[]> => Promise.all(kinds.map(({ look }) => look(store)));

/** Fills a store, harms one file, looks at it, and fills the store again. */
async function heal({ file, look }: Kind, change: (bytes: Uint8Array) => Uint8Array): Promise<Healing> {
  const directory = await temporaryDirectory();
  await fill(await openStore(directory));
  const reports: DamageReport[] = [];
  const options = { onDamage: (report: DamageReport) => void reports.push(report) };
  await harm(join(directory, file), change);
  const harmed = await readFile(join(directory, file));
  const store = await openStore(directory, options);
  const seen = await look(store);
  const result = await store.result(key);
  const setAside = harmed.equals(await readFile(reports[0]?.movedTo ?? ""));
  await fill(store);
  const healed = await every(await openStore(directory, options));
  const short = reports.map(({ code: given, kind, name }) => ({ code: given, kind, name }));
  return { seen, result, reports: short, setAside, healed };
}

const whole = [bytesOf("node"), resultOf("node"), [{ step: 20, key }], { step: 10, bytes: bytesOf("state") }];

const healingOf = ({ kind, name, absent }: Kind): Healing => ({
  seen: absent,
  result: kind === "object" || kind === "result" ? undefined : resultOf("node"),
  reports: [{ code: "STORE_CORRUPT", kind, name }],
  setAside: true,
  healed: [...whole, [{ status: "done" }], "opened"],
});

test.each(kinds)("one flipped bit in a $kind is found, set aside, reported and made good", async (kind) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(7), async (place, bit) => {
      const flip = (bytes: Uint8Array) => {
        const at = place % bytes.length;
        return bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));
      };
      expect(await heal(kind, flip)).toEqual(healingOf(kind));
    }),
    { numRuns: 10 },
  );
});

/** What can lie where a file belongs and is none, by what it takes to put it there. */
const strangers: Readonly<Record<string, (path: string) => Promise<void>>> = {
  pipe: async (path) => void execFileSync("mkfifo", [path]),
  "folder that holds a file": async (path) => {
    await mkdir(path);
    await writeFile(join(path, "x"), "hello");
  },
  "link to a device": (path) => symlink("/dev/zero", path),
  "file above all sizes": async (path) => {
    await writeFile(path, "");
    await truncate(path, 2 ** 42);
  },
};

describe.each(Object.entries(strangers))("a %s in the place of", (_, put) => {
  test.each(kinds)("a $kind is set aside without being read, and made good", async (kind) => {
    const directory = await temporaryDirectory();
    await fill(await openStore(directory));
    const reports: DamageReport[] = [];
    const options = { onDamage: (report: DamageReport) => void reports.push(report) };
    await rm(join(directory, kind.file));
    await put(join(directory, kind.file));
    const store = await openStore(directory, options);
    const { seen, result, healed } = healingOf(kind);
    expect(await kind.look(store)).toEqual(seen);
    expect(await store.result(key)).toEqual(result);
    expect(reports.map(({ code: given, kind: what, name }) => ({ code: given, kind: what, name }))).toEqual([
      { code: "STORE_CORRUPT", kind: kind.kind, name: kind.name },
    ]);
    await lstat(reports[0]?.movedTo ?? "");
    await fill(store);
    expect(await every(await openStore(directory, options))).toEqual(healed);
  });
});

test("a pipe in the place of a lock expires as a damaged lock does, and holds up nobody", async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory, { locks: { heartbeat: 10, expires: 200 } });
  execFileSync("mkfifo", [join(directory, "locks", key)]);
  await (await store.lock(key)).release();
  expect(await readdir(join(directory, "locks"))).toEqual([]);
});

test("a sealed file whose value is nested too deep for recursion counts as damaged", async () => {
  const directory = await temporaryDirectory();
  await fill(await openStore(directory));
  const body = `{"id":"run-1","run":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  await writeFile(join(directory, "runs/run-1.json"), `{"digest":"${sha256(body)}","value":${body}}\n`);
  const reports: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => reports.push(report) });
  expect(await store.runs()).toEqual([]);
  expect(reports.map(({ kind }) => kind)).toEqual(["run"]);
});

test.each(kinds)("a $kind that was cut anywhere, or lengthened, is found, set aside and made good", async (kind) => {
  const changes = fc.oneof(
    fc.nat().map((place) => (bytes: Uint8Array) => bytes.slice(0, place % bytes.length)),
    fc.uint8Array({ minLength: 1 }).map((more) => (bytes: Uint8Array) => Uint8Array.of(...bytes, ...more)),
    fc.constant(() => new Uint8Array()),
  );
  await fc.assert(
    fc.asyncProperty(changes, async (change) => {
      expect(await heal(kind, change)).toEqual(healingOf(kind));
    }),
    { numRuns: 10 },
  );
});

test("every bit of a result counts", async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory);
  const result = { ...resultOf("node"), outputs: {} };
  const path = join(directory, `results/${key.slice(0, 2)}/${key}.json`);
  await store.record(result);
  const intact = new Uint8Array(await readFile(path));
  for (let at = 0; at < intact.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      await writeFile(path, intact.with(at, (intact[at] ?? 0) ^ (1 << bit)));
      expect(await store.result(key)).toBeUndefined();
    }
  }
  await writeFile(path, intact);
  expect(await store.result(key)).toEqual(result);
});

test("an object of another length is found without reading it, and written anew", async () => {
  const directory = await temporaryDirectory();
  const reports: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => reports.push(report) });
  await fill(store);
  await truncate(join(directory, `objects/${digest.slice(0, 2)}/${digest}`), 2);
  expect(await store.result(key)).toBeUndefined();
  expect(reports).toMatchObject([{ kind: "object", name: digest }]);
  await store.write(bytesOf("node"));
  expect(await store.result(key)).toEqual(resultOf("node"));
});

test("a result whose object is gone is no result until the object is back", async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory);
  await fill(store);
  await rm(join(directory, `objects/${digest.slice(0, 2)}`), { recursive: true });
  expect(await store.result(key)).toBeUndefined();
  await store.write(bytesOf("node"));
  await store.record(resultOf("node"));
  expect(await store.result(key)).toEqual(resultOf("node"));
});

test("a whole file under a wrong name counts as damaged", async () => {
  const directory = await temporaryDirectory();
  const reports: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => reports.push(report) });
  await fill(store);
  const elsewhere = keyOf("elsewhere");
  const record = await readFile(join(directory, `results/${key.slice(0, 2)}/${key}.json`));
  await mkdir(join(directory, `results/${elsewhere.slice(0, 2)}`));
  await writeFile(join(directory, `results/${elsewhere.slice(0, 2)}/${elsewhere}.json`), record);
  const checkpoint = await readFile(join(directory, `checkpoints/${trajectory}`));
  await writeFile(join(directory, `checkpoints/${elsewhere}`), checkpoint);
  await writeFile(
    join(directory, `points/${trajectory}/21`),
    await readFile(join(directory, `points/${trajectory}/20`)),
  );
  expect(await store.result(elsewhere)).toBeUndefined();
  expect(await store.checkpoint(elsewhere)).toBeUndefined();
  expect(await store.points(trajectory)).toEqual([{ step: 20, key }]);
  expect(reports.map(({ kind }) => kind)).toEqual(["result", "checkpoint", "point"]);
});

test("many who find the same damage at once set it aside once", async () => {
  const directory = await temporaryDirectory();
  const reports: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => reports.push(report) });
  await fill(store);
  await harm(join(directory, `results/${key.slice(0, 2)}/${key}.json`), (bytes) => bytes.with(70, 0));
  await Promise.all(Array.from({ length: 20 }, () => store.result(key)));
  expect(reports.length).toBe(1);
  expect((await readdir(join(directory, "quarantine"))).length).toBe(1);
});

test("files that are not the store's are left alone", async () => {
  const directory = await temporaryDirectory();
  const reports: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => reports.push(report) });
  await fill(store);
  const strays = [
    "runs/.DS_Store",
    "runs/notes.txt",
    `points/${trajectory}/x`,
    `results/${key.slice(0, 2)}/x.json`,
    "tmp/x",
    "x",
  ];
  for (const stray of strays) await writeFile(join(directory, stray), "hello");
  const again = await openStore(directory, { onDamage: (report) => reports.push(report) });
  expect(await again.runs()).toEqual([{ status: "done" }]);
  expect(await again.points(trajectory)).toEqual([{ step: 20, key }]);
  expect(await again.keys("")).toEqual([key]);
  for (const stray of strays) expect((await stat(join(directory, stray))).size).toBe(5);
  expect(reports).toEqual([]);
});

test("bytes that are written again replace damaged ones of the same length at once", async () => {
  const directory = await temporaryDirectory();
  const damage: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => damage.push(report) });
  await store.write(bytesOf("node"));
  await writeFile(join(directory, `objects/${digest.slice(0, 2)}/${digest}`), "edon");
  expect(await store.write(bytesOf("node"))).toBe(digest);
  expect(await store.read(digest)).toEqual(bytesOf("node"));
  expect(damage.map(({ name }) => name)).toEqual([digest]);
});

test("a pin whose file was damaged still pins, without its note", async () => {
  const directory = await temporaryDirectory();
  const damage: DamageReport[] = [];
  const upkeep = await openUpkeep(directory, { onDamage: (report) => damage.push(report) });
  await upkeep.pin({ key, note: "dear" });
  await truncate(join(directory, "pins", `${key}.json`), 30);
  expect(await upkeep.pins()).toEqual([{ key, note: "" }]);
  expect(await upkeep.pins()).toEqual([{ key, note: "" }]);
  expect(damage.map(({ kind, name }) => [kind, name])).toEqual([["pin", key]]);
  expect(await upkeep.unpin(key)).toBe(true);
  expect(await upkeep.pins()).toEqual([]);
});
