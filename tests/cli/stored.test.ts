import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@goldilocks/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeOf, Place, type Summary, tiny } from "./exp.ts";

const PATIENCE = 120_000;

interface Listed {
  readonly kind: string;
  readonly hash: string;
  readonly name: string;
  readonly outcome: string;
  readonly profile: string | null;
  readonly set: readonly string[];
  /** Of a dictionary. */
  readonly dictSize?: number;
  readonly values?: Readonly<Record<string, number>>;
}

interface Tree {
  readonly key: string;
  readonly kind: string;
  readonly inputs: readonly Tree[];
  readonly deeper: number;
}

interface Cited {
  readonly text: string;
  readonly bibtex: string;
  readonly again: string;
  readonly needs: "capsule" | "figure";
}

interface Shown {
  readonly is: string;
  readonly key: string;
  readonly kind: string;
  readonly stored: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly key: string; readonly kind: string | null }[];
  readonly outputs: Readonly<Record<string, { readonly digest: string; readonly path: string }>>;
  readonly values: { readonly history?: readonly unknown[] };
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly runs: readonly string[];
  readonly asked: readonly unknown[];
}

const place = new Place();
afterAll(() => place.remove());

async function json<T>(...words: string[]): Promise<T> {
  const { stdout } = await place.run(...words, "--json");
  const value: T = JSON.parse(stdout);
  return value;
}

const listed = async (...words: string[]): Promise<readonly Listed[]> =>
  (await json<{ readonly found: readonly Listed[] }>("list", ...words)).found;

describe("before there is a store", { timeout: PATIENCE }, () => {
  const empty = new Place();
  afterAll(() => empty.remove());

  test("exp list is empty, and makes no store by looking", async () => {
    expect(await empty.run("list")).toMatchObject({ code: 0, stderr: "" });
    expect(() => empty.stored("results")).toThrow("ENOENT");
    const { code, stderr } = await empty.run("show", "abcdef");
    expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 1, problem: "CLI_UNKNOWN_HASH" });
  });
});

test("a store of version 1 is listed, shown and checked by this version", { timeout: PATIENCE }, async () => {
  const old = new Place();
  cpSync(new URL("../../packages/store/test/fixtures/version-1", import.meta.url), join(old.folder, "store"), {
    recursive: true,
  });
  const listing: { readonly found: readonly Listed[] } = JSON.parse((await old.run("list", "--json")).stdout);
  expect(listing.found.map(({ kind, name, outcome }) => [kind, name, outcome])).toEqual([
    ["table", "golden", "stored"],
    ["run", "golden", "done"],
  ]);
  for (const { hash } of listing.found) expect(await old.run("show", hash)).toMatchObject({ code: 0, stderr: "" });
  expect(await old.run("store", "check")).toMatchObject({ code: 0 });
  old.remove();
});

describe("what the store holds", { timeout: PATIENCE }, () => {
  let figure = "";
  let table = "";
  let first: Summary;

  beforeAll(async () => {
    place.write("tiny.yaml", tiny());
    place.write("pnpm-workspace.yaml", "packages: []\n");
    first = await place.summary("tiny.yaml", "--set", "data.jitter=0.1");
    figure = first.results?.figures[0]?.key ?? "";
    table = first.results?.table.key ?? "";
  }, PATIENCE);

  test("is listed by kind and name", async () => {
    const found = await listed();
    expect(found.map(({ kind, name, outcome }) => [kind, name, outcome])).toEqual([
      ["figure", "tiny/heat", "stored"],
      ["table", "tiny", "stored"],
      ["run", "tiny", "done"],
    ]);
    expect(found.slice(0, 2).map(({ hash }) => hash)).toEqual([figure, table]);
    expect((await listed("--kind", "table")).map(({ hash }) => hash)).toEqual([table]);
    expect(await listed("tin", "--kind", "run")).toHaveLength(1);
    expect(await listed("tinier")).toEqual([]);
    const { stdout } = await place.run("list");
    expect(stdout).toContain(`  ${figure.slice(0, 12)}  `);
    expect(stdout.match(/--set data\.jitter=0\.1/gu)).toHaveLength(3);
    for (const { profile, set } of found) expect({ profile, set }).toEqual({ profile: null, set: ["data.jitter=0.1"] });
  });

  test("is listed by experiment, time and outcome, in an order, and only so much of it", async () => {
    const hashes = async (...words: string[]): Promise<readonly string[]> =>
      (await listed(...words)).map(({ hash }) => hash);
    const all = await hashes();
    for (const words of [
      ["--experiment", "tiny"],
      ["--since", "1h"],
      ["--since", "2020-01-01"],
      ["--until", "2999-12-31T23:59"],
      ["--sort", "oldest"],
      ["--sort", "name", "--limit", "1"],
    ]) {
      expect(await hashes(...words)).toEqual(all);
    }
    for (const words of [
      ["--experiment", "tin"],
      ["--until", "2020-01-01"],
      ["--since", "2999-01-01"],
      ["--outcome", "failed"],
    ]) {
      expect(await hashes(...words)).toEqual([]);
    }
    expect(await hashes("--outcome", "stored")).toEqual([figure, table]);
    expect((await listed("--outcome", "done")).map(({ kind }) => kind)).toEqual(["run"]);
  });

  test("is listed by what was measured, dictionary by dictionary", async () => {
    const found = await listed("--kind", "dictionary");
    expect(found).toHaveLength(4);
    expect(found.filter(({ dictSize }) => dictSize === 8)).toHaveLength(2);
    const values = found.map((line) => line.values?.["mmcs.truth"] ?? Number.NaN).toSorted((a, b) => a - b);
    const least = values[0] ?? 0;
    const most = values.at(-1) ?? 0;
    expect(least).toBeGreaterThan(0);
    const fitting = async (condition: string): Promise<number> =>
      (await listed("--kind", "dictionary", "--metric", condition)).length;
    expect(await fitting(`mmcs.truth >= ${least}`)).toBe(4);
    expect(await fitting(`mmcs.truth>${most}`)).toBe(0);
    expect(await fitting(`mmcs.truth<=${least}`)).toBe(values.filter((value) => value === least).length);
    expect(await fitting("mmcs.larger>-1")).toBe(0);
    expect((await listed("--kind", "dictionary", "--limit", "3")).length).toBe(3);
    const { stdout } = await place.run("list", "--kind", "dictionary", "--metric", "mmcs.truth>0", "--limit", "1");
    expect(stdout).toMatch(/mmcs\.truth 0\.\d+/u);
    expect(stdout).toContain("and 3 more");
    const [one] = found;
    expect(await json("show", one?.hash ?? "")).toMatchObject({ kind: "point", stored: true });
  });

  test("is shown with what it is made from, where it is used, and its files alone", async () => {
    const tree = await json<Tree>("show", figure, "--inputs", "3");
    expect(tree).toMatchObject({ key: figure, kind: "figure", inputs: [{ kind: "table" }] });
    const [cells] = tree.inputs;
    const similarity = cells?.inputs.find(({ kind }) => kind === "similarity");
    const point = similarity?.inputs.find(({ kind }) => kind === "point");
    expect(point).toMatchObject({ inputs: [], deeper: 1 });
    const uses = await json<{ readonly users: readonly unknown[]; readonly runs: readonly string[] }>(
      "show",
      point?.key ?? "",
      "--used",
    );
    expect(uses.users).toContainEqual({ key: similarity?.key, kind: "similarity" });
    const [run] = await listed("--kind", "run");
    expect(uses.runs).toContain(run?.hash);
    const { stdout } = await place.run("show", figure, "--outputs");
    const files = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    expect(files.map(([name]) => name)).toEqual(["figure.csv", "figure.json", "figure.png", "figure.svg"]);
    for (const [name = "", digest, path = ""] of files) {
      expect(digest).toBe(first.results?.figures[0]?.digests[name.slice("figure.".length)]);
      expect(place.read(path).length).toBeGreaterThan(100);
    }
    expect((await place.run("show", figure, "--inputs", "3")).stdout).toMatch(/^ {2}table {2}/mu);
  });

  test.each(["svg", "png"] as const)(
    "is shown and cited by the figure's %s, and shown without a store",
    async (kind) => {
      const file = first.results?.figures[0]?.files[kind] ?? "";
      expect(await json("show", file)).toMatchObject({ is: "node", key: figure, stored: true });
      expect((await json<Cited>("cite", file)).text).toContain(figure);
      const bare = new Place();
      cpSync(join(place.folder, file), join(bare.folder, `figure.${kind}`));
      const shown: unknown = JSON.parse((await bare.run("show", `figure.${kind}`, "--json")).stdout);
      expect(shown).toMatchObject({ is: "file", key: figure, experiment: "figure", stored: false });
      bare.write("again.yaml", (await bare.run("show", `figure.${kind}`, "--spec")).stdout);
      expect((await bare.summary("plan", "again.yaml")).outcome).not.toBe("failed");
      for (const words of [["cite"], ["show", "--used"]]) {
        const { code, stderr } = await bare.run(...words, `figure.${kind}`);
        expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 1, problem: "CLI_UNKNOWN_HASH" });
      }
      bare.remove();
    },
  );

  test("is listed and shown where the records of runs are those of an older version", async () => {
    const [name = ""] = place.stored("runs");
    const path = join(place.folder, "store", "runs", name);
    const now = readFileSync(path, "utf8");
    const store = await openStore(join(place.folder, "store"));
    const [run] = await store.runs();
    const { profile: _, set: __, ...older } = run as Readonly<Record<string, typeof run>>;
    try {
      for (const command of [older["command"] ?? null, null]) {
        await store.writeRun(name.replace(".json", ""), { ...older, command });
        const [listedRun] = await listed("--kind", "run");
        expect(listedRun).toMatchObject({ profile: null, set: command === null ? [] : ["data.jitter=0.1"] });
        expect((await place.run("show", listedRun?.hash ?? "")).code).toBe(0);
      }
    } finally {
      writeFileSync(path, now);
    }
  });

  test("is shown by the beginning of a key: what decides it, what it made, where and by what", async () => {
    const shown = await json<Shown>("show", figure.slice(0, 10));
    expect(shown).toMatchObject({ is: "node", key: figure, kind: "figure", stored: true });
    expect(shown.inputs).toMatchObject([{ kind: "table" }]);
    // The figure is drawn from a table of its own, and not from that of the whole run.
    expect(shown.inputs[0]?.key).not.toBe(table);
    expect(Object.keys(shown.outputs).toSorted()).toEqual(["figure.csv", "figure.json", "figure.png", "figure.svg"]);
    const { digest, path } = shown.outputs["figure.svg"] ?? { digest: "", path: "" };
    expect(digest).toBe(first.results?.figures[0]?.digests["svg"]);
    expect(place.read(path)).toContain(figure);
    expect(shown.provenance).toHaveProperty("version");
    expect(shown.runs).toHaveLength(1);
    expect(shown.asked).toEqual([{ run: shown.runs[0], profile: null, set: ["data.jitter=0.1"] }]);
    const { code, stdout } = await place.run("show", figure.slice(0, 10));
    expect(code).toBe(0);
    for (const word of [figure, "sae.l1Coefficient", "figure.png", path, shown.inputs[0]?.key])
      expect(stdout).toContain(word);
  });

  test("is shown by the digest of an output, by a run's id, and where it has no result of its own", async () => {
    const digest = first.results?.figures[0]?.digests["png"] ?? "";
    expect(await json("show", digest)).toMatchObject({
      is: "output",
      name: "figure.png",
      digest,
      results: [{ key: figure }],
    });
    const [run] = await listed("--kind", "run");
    expect(await json("show", run?.hash.slice(0, 16) ?? "")).toMatchObject({
      is: "run",
      id: run?.hash,
      figures: [figure],
      outcome: "done",
      command: { file: "tiny.yaml", profile: null, set: ["data.jitter=0.1"] },
      profile: null,
      set: ["data.jitter=0.1"],
    });
    expect((await place.run("show", run?.hash ?? "")).stdout).toContain("data.jitter=0.1");
    const cells = await json<Shown>("show", table);
    const metric = await json<Shown>("show", cells.inputs[0]?.key ?? "");
    const point = await json<Shown>("show", metric.inputs[0]?.key ?? "");
    expect(point).toMatchObject({ kind: "point", parameters: { step: 60 } });
    expect(point.values.history).toHaveLength(6);
    const trajectory = await json<Shown>("show", point.inputs[0]?.key ?? "");
    expect(trajectory).toMatchObject({ kind: "trajectory", stored: false, parameters: { jitter: 0.1 } });
  });

  test("gives its experiment back, which makes the same figure again", async () => {
    for (const hash of [figure, table, first.results?.figures[0]?.digests["csv"] ?? ""]) {
      const { stdout } = await place.run("show", hash, "--spec");
      place.write("again.yaml", stdout);
      const again = await place.summary("again.yaml");
      expect(again.made).toEqual({});
      expect(madeOf(again)).toEqual(madeOf(first));
    }
  });

  test("is cited with version, hash and a command that makes it again", async () => {
    const { code, stdout, stderr } = await place.run("cite", figure.slice(0, 8));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^The Goldilocks authors \(20\d\d\)\. /u);
    expect(stdout).toMatch(/^@software\{goldilocks-[\w.-]+,$/mu);
    expect(stdout.split("@software")).toHaveLength(2);
    const cited = await json<Cited>("cite", figure);
    expect(stderr).toContain(cited.again);
    // The experiment lies in no repository, and the program may have been changed.
    const commands = {
      figure: "npx -y pnpm@10 run exp heat.svg",
      capsule: expect.stringMatching(/ unpack [0-9a-f]+\./u),
    };
    expect(cited).toEqual({ ...cited, again: commands[cited.needs] });
    for (const text of [cited.text, cited.bibtex]) {
      expect(text).toContain(figure);
      expect(text).toContain("0.1.0");
    }
    expect(cited.text).toContain(cited.again);
  });

  test.each([
    [["show", "xyz"], "CLI_BAD_HASH", 2],
    [["show", "abc"], "CLI_BAD_HASH", 2],
    [["show"], "CLI_MISSING_ARGUMENT", 2],
    [["cite", "0123", "4567"], "CLI_TOO_MANY_ARGUMENTS", 2],
    [["show", "0000000000000000"], "CLI_UNKNOWN_HASH", 1],
    [["show", "20010101T"], "CLI_UNKNOWN_HASH", 1],
    [["show", "20"], "CLI_BAD_HASH", 2],
    [["list", "--kind", "figures"], "CLI_BAD_VALUE", 2],
    [["list", "--since", "yesterday"], "CLI_BAD_VALUE", 2],
    [["list", "--until", "2026-02-31"], "CLI_BAD_VALUE", 2],
    [["list", "--limit", "0"], "CLI_BAD_VALUE", 2],
    [["list", "--outcome", "good"], "CLI_BAD_VALUE", 2],
    [["list", "--sort", "size"], "CLI_BAD_VALUE", 2],
    [["list", "--metric", "mmcs.truth>0.9"], "CLI_BAD_VALUE", 2],
    [["list", "--kind", "dictionary", "--metric", "mmcs.truth"], "CLI_BAD_VALUE", 2],
    [["list", "--kind", "dictionary", "--metric", "mmcs.thruth>1"], "CLI_BAD_VALUE", 2],
    [["show", "0000", "--inputs", "0"], "CLI_BAD_VALUE", 2],
    [["show", "0000", "--spec", "--used"], "CLI_BAD_VALUE", 2],
  ])("refuses %j with %s and a hint", async (words, expected, exit) => {
    const { code, stderr, stdout } = await place.run(...words);
    expect({ code, stdout, problem: stderr.split(" ", 1)[0] }).toEqual({ code: exit, stdout: "", problem: expected });
    expect(stderr).toContain("hint: ");
  });

  test("says which hashes begin alike", async () => {
    const keys = place.stored("results").map((name) => name.slice(0, -".json".length));
    const [run] = await listed("--kind", "run");
    // Two runs of one second.
    const year = run?.hash.slice(0, 9) ?? "";
    const { code, stderr } = await place.run("show", year);
    expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 1, problem: "CLI_AMBIGUOUS_HASH" });
    expect(keys.length).toBeGreaterThan(20);
  });

  test("names no experiment for what belongs to none", async () => {
    const cells = await json<Shown>("show", table);
    const { code, stderr } = await place.run("cite", cells.inputs[0]?.key ?? "");
    expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 1, problem: "CLI_NO_EXPERIMENT" });
  });
});
