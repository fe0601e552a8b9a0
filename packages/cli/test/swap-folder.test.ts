import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Contents, fillFolder } from "../src/results/fill-folder.ts";
import { digestOf } from "../src/results/listed-files.ts";

let place: string;
let folder: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "goldilocks-swap-"));
  folder = join(place, "tiny");
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The files of a run: two figures, and the list of them. */
function run(mark: string, figures: readonly string[] = ["a", "b"]): Contents {
  const bytes = encoded(`drawn by ${mark}`);
  const listed = figures.map((name) => ({ name, key: mark, digests: { svg: digestOf(bytes) } }));
  const provenance = encoded(JSON.stringify({ table: { key: mark }, figures: listed }));
  return new Map([
    ...figures.map((name) => [`${name}.svg`, () => Promise.resolve(bytes)] as const),
    ["provenance.json", () => Promise.resolve(provenance)],
  ]);
}

const contents = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

const filesOf = async (of: Contents): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all([...of].map(async ([name, read]) => [name, new TextDecoder().decode(await read())] as const)),
  );

/** The name of a process that has died, as it begins the names of what is half-made. */
const dead = (): string => `${"0".repeat(16)}-1-1-00000000-0000-4000-8000-000000000000`;

test("a folder is always that of one run, however many write to it at once", async () => {
  const runs = Array.from({ length: 30 }, (_, n) => run(String(n % 5)));
  await Promise.all(runs.map((one) => fillFolder(folder, one)));
  const possible = await Promise.all(runs.map(filesOf));
  expect(possible).toContainEqual(contents());
  expect(readdirSync(place)).toEqual(["tiny"]);
});

test("a disk that is full in the middle leaves the old folder as it was, and nothing beside it", async () => {
  await fillFolder(folder, run("old"));
  const before = contents();
  const full = run("new");
  full.set("c.svg", () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" })));
  await expect(fillFolder(folder, full)).rejects.toThrow("ENOSPC");
  expect(contents()).toEqual(before);
  expect(readdirSync(place)).toEqual(["tiny"]);
});

test("a figure that the experiment has no longer goes with its run", async () => {
  await fillFolder(folder, run("old", ["a", "gone"]));
  await fillFolder(folder, run("new", ["a"]));
  expect(contents()).toEqual(await filesOf(run("new", ["a"])));
});

test("files that no run wrote stay, whatever they are", async () => {
  await fillFolder(folder, run("old", ["a", "gone"]));
  writeFileSync(join(folder, "notes.txt"), "mine");
  mkdirSync(join(folder, "talk"));
  writeFileSync(join(folder, "talk", "slide.svg"), "mine, too");
  writeFileSync(join(folder, "gone.svg"), "edited by hand");
  await fillFolder(folder, run("new", ["a"]));
  expect(readdirSync(folder).toSorted()).toEqual(["a.svg", "gone.svg", "notes.txt", "provenance.json", "talk"]);
  expect(readFileSync(join(folder, "gone.svg"), "utf8")).toBe("edited by hand");
  expect(readFileSync(join(folder, "talk", "slide.svg"), "utf8")).toBe("mine, too");
});

test("a file of a person whose name a run needs is kept under another", async () => {
  await fillFolder(folder, run("old", ["a"]));
  writeFileSync(join(folder, "b.svg"), "mine");
  await fillFolder(folder, run("new", ["a", "b"]));
  expect(readFileSync(join(folder, "b.svg.kept"), "utf8")).toBe("mine");
  expect(readFileSync(join(folder, "b.svg"), "utf8")).toBe("drawn by new");
});

test("a folder that is right already is not touched", async () => {
  await fillFolder(folder, run("same"));
  const before = statSync(folder).ino;
  await fillFolder(folder, run("same"));
  expect(statSync(folder).ino).toBe(before);
});

test.each(["new", "old"])(
  "what a killed process left is put right by the next %s run, and no notes are lost",
  async (mark) => {
    const half = join(place, `.${dead()}.tiny`);
    const old = join(place, `.old.${dead()}.tiny`);
    mkdirSync(half);
    await fillFolder(old, run("old"));
    writeFileSync(join(old, "notes.txt"), "mine");
    // Of another machine, and so nobody's after a day.
    for (const path of [half, old]) utimesSync(path, 1, 1);
    await fillFolder(folder, run(mark));
    expect(readdirSync(place)).toEqual(["tiny"]);
    expect(contents()).toEqual({ ...(await filesOf(run(mark))), "notes.txt": "mine" });
  },
);

test.skipIf(process.platform === "win32")("a link to a folder stays a link", async () => {
  const real = join(place, "elsewhere");
  mkdirSync(real);
  symlinkSync(real, folder);
  await fillFolder(folder, run("new"));
  expect(readdirSync(real).toSorted()).toEqual(["a.svg", "b.svg", "provenance.json"]);
});

test("notes that a killed process left beside a finished folder come back, though nothing is to be written", async () => {
  await fillFolder(folder, run("same"));
  const old = join(place, `.old.${dead()}.tiny`);
  await fillFolder(old, run("earlier"));
  writeFileSync(join(old, "notes.txt"), "mine");
  utimesSync(old, 1, 1);
  await fillFolder(folder, run("same"));
  expect(readdirSync(place)).toEqual(["tiny"]);
  expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("mine");
});

test("what a person put in the place of a figure is kept under another name: a folder, and a link to a file", async () => {
  await fillFolder(folder, run("old", ["a"]));
  const precious = join(place, "precious");
  writeFileSync(precious, "mine");
  mkdirSync(join(folder, "b.svg"));
  writeFileSync(join(folder, "b.svg", "notes.txt"), "mine, too");
  symlinkSync(precious, join(folder, "c.svg"));
  await fillFolder(folder, run("new", ["a", "b", "c"]));
  expect(["a", "b", "c"].map((name) => readFileSync(join(folder, `${name}.svg`), "utf8"))).toEqual(
    Array.from({ length: 3 }, () => "drawn by new"),
  );
  expect(readFileSync(join(folder, "b.svg.kept", "notes.txt"), "utf8")).toBe("mine, too");
  expect([readFileSync(precious, "utf8"), readFileSync(join(folder, "c.svg.kept"), "utf8")]).toEqual(["mine", "mine"]);
});

test("a folder that makes room looks new to other machines, however old its files are", async () => {
  await fillFolder(folder, run("old"));
  utimesSync(folder, 1, 1);
  const seen: number[] = [];
  const before = Date.now() - 60_000;
  const watch = setInterval(() => {
    for (const name of readdirSync(place).filter((found) => found.startsWith(".old."))) {
      const facts = statSync(join(place, name), { throwIfNoEntry: false });
      if (facts !== undefined) seen.push(facts.mtimeMs);
    }
  }, 0);
  await fillFolder(folder, run("new"));
  clearInterval(watch);
  expect(seen.filter((time) => time < before)).toEqual([]);
});
