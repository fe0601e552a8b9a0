import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeState, opVersions, readTensors } from "@goldilocks/engine";
import { compile } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { openStore } from "@goldilocks/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, Place, type Summary, tiny } from "./exp.ts";

const PATIENCE = 120_000;

interface Report {
  readonly outcome: string;
  readonly format: string;
  readonly folder: string;
  readonly cells: readonly {
    readonly folder: string;
    readonly files: Readonly<Record<string, number>>;
    readonly about: {
      readonly experiment: string;
      readonly cell: unknown;
      readonly key: string;
      readonly digest: string;
      readonly settings: { readonly sae: { readonly dictSize: number }; readonly seeds: unknown };
    };
  }[];
}

const place = new Place();
afterAll(() => place.remove());

const ONE = ["--cell", "sae.l1Coefficient=0.1", "--cell", "sae.dictSize=0.5"];

const bytes = (...path: string[]): Buffer => readFileSync(join(place.folder, ...path));
const problem = ({ code, stderr }: Ended): { code: number | null; problem: string | undefined } => ({
  code,
  problem: stderr.split(" ", 1)[0],
});
const all = (folder: string): string[] => readdirSync(join(place.folder, folder)).toSorted();

async function report(...words: string[]): Promise<Report> {
  const { stdout } = await place.run("export", ...words, "--json");
  const value: Report = JSON.parse(stdout);
  return value;
}

describe("exp export", { timeout: PATIENCE }, () => {
  let run: Summary;
  let first: Report;

  beforeAll(async () => {
    place.write("pnpm-workspace.yaml", "packages: []\n");
    place.write("tiny.yaml", tiny());
    run = await place.summary("tiny.yaml");
    first = await report("tiny.yaml", "first", "--to", "saelens", ...ONE);
  }, PATIENCE);

  test("writes the cell asked for, with the weights that its stored state has", async () => {
    expect(first).toMatchObject({ outcome: "done", format: "saelens", folder: "first" });
    expect(all("first")).toEqual(["cfg.json", "sae_weights.safetensors"]);
    const [cell] = first.cells;
    expect(cell).toMatchObject({
      folder: "",
      about: {
        experiment: "tiny",
        cell: { "sae.l1Coefficient": 0.1, "sae.dictSize": 8 },
        settings: { sae: { dictSize: 8, l1Coefficient: 0.1 }, seeds: { features: 0, data: 0, init: 0 } },
      },
    });
    const store = await openStore(join(place.folder, "store"));
    const state = decodeState(await store.read(cell?.about.digest ?? ""));
    const { W_dec: decoder, b_enc: bias } = readTensors(bytes("first", "sae_weights.safetensors"));
    expect(decoder).toEqual({ shape: [8, 8], data: state.parameters.decoder });
    expect(bias).toEqual({ shape: [8], data: state.parameters.bias });
    const cfg = JSON.parse(bytes("first", "cfg.json").toString()) as { metadata: { goldilocks: unknown } };
    expect(cfg.metadata.goldilocks).toEqual(cell?.about);
  });

  test("takes a figure, a table, one of their files, a run and a trained state as well, with the same bytes", async () => {
    const { stdout } = await place.run("list", "--kind", "run", "--json");
    const { found } = JSON.parse(stdout) as { found: readonly { hash: string }[] };
    const { table, figures } = run.results ?? { table: undefined, figures: [] };
    const whole = [table?.key, figures[0]?.key.slice(0, 12), figures[0]?.digests["png"], found[0]?.hash];
    const { key = "", digest = "" } = first.cells[0]?.about ?? {};
    for (const [index, what = ""] of [...whole, key, digest].entries()) {
      const words = index < whole.length ? ONE : [];
      const made = await report(what, `same-${index}`, "--to", "saelens", ...words);
      expect(made.cells).toEqual(first.cells);
      for (const name of all("first")) expect(bytes(`same-${index}`, name)).toEqual(bytes("first", name));
    }
  });

  test("takes values as the file has them, as labels, and as the setting's own", async () => {
    for (const [index, size] of ["1", "1×", "16"].entries()) {
      const cell = ["--cell", "sae.l1Coefficient=.1", "--cell", `sae.dictSize=${size}`];
      const { cells } = await report("tiny.yaml", `size-${index}`, "--to", "numpy", ...cell);
      expect(cells[0]?.about.settings.sae.dictSize).toBe(16);
    }
    expect(all("size-0")).toEqual(["metadata.json", "sae.npz"]);
  });

  test("gives each cell a folder of its own with --all, named by its place in the grid", async () => {
    const words = ["tiny.yaml", "every/one", "--to", "dictionary-learning", "--all"];
    const { cells } = await report(...words);
    const folders = ["0.03", "0.1"].flatMap((l1) => [8, 16].map((size) => `l1Coefficient-${l1}_dictSize-${size}`));
    expect(cells.map(({ folder }) => folder)).toEqual(folders);
    expect(all("every/one")).toEqual(folders.toSorted());
    for (const folder of folders) expect(all(`every/one/${folder}`)).toEqual(["ae.pt", "config.json"]);
    const some = await report(
      "tiny.yaml",
      "some",
      "--to",
      "safetensors",
      "--all",
      ...ONE.slice(2),
      "--cell",
      "train.steps=60",
    );
    expect(some.cells.map(({ folder }) => folder)).toEqual(folders.filter((name) => name.endsWith("dictSize-8")));
  });

  test("says what there is where several cells are left, and what there is of an axis", async () => {
    const many = await place.run("export", "tiny.yaml", "none", "--to", "numpy", "--cell", "sae.dictSize=8");
    expect(problem(many)).toEqual({ code: 1, problem: "CLI_AMBIGUOUS_CELL" });
    expect(many.stderr).toContain("sae.l1Coefficient 0.03, 0.1");
    expect(many.stderr).not.toContain("sae.dictSize 8");
    const other = await place.run("export", "tiny.yaml", "none", "--to", "numpy", "--cell", "sae.dictSize=9");
    expect(problem(other)).toEqual({ code: 1, problem: "CLI_UNKNOWN_CELL" });
    expect(other.stderr).toContain("8 (½×), 16 (1×)");
    const name = await place.run("export", "tiny.yaml", "none", "--to", "numpy", "--cell", "dictsize=8");
    expect(problem(name)).toEqual({ code: 1, problem: "CLI_UNKNOWN_CELL" });
    expect(name.stderr).toContain("sae.dictSize");
    expect(existsSync(join(place.folder, "none"))).toBe(false);
  });

  test("trains nothing: what is not in the store is named, and nothing is written", async () => {
    const ended = await place.run("export", "tiny.yaml", "none", "--to", "numpy", "--all", "--set", "train.steps=61");
    expect(problem(ended)).toEqual({ code: 1, problem: "CLI_NOT_TRAINED" });
    expect(ended.stderr).toContain("tiny.yaml --set train.steps=61");
    expect(existsSync(join(place.folder, "none"))).toBe(false);
  });

  test("never replaces what is not its own, and an older export only when told to", async () => {
    const words = ["export", "tiny.yaml", "mine", "--to", "numpy", ...ONE];
    mkdirSync(join(place.folder, "mine"));
    expect((await place.run(...words)).code).toBe(0);
    const before = bytes("mine", "sae.npz");
    expect(problem(await place.run(...words))).toEqual({ code: 1, problem: "CLI_FOLDER_NOT_EMPTY" });
    expect(bytes("mine", "sae.npz")).toEqual(before);
    const forced = ["export", "tiny.yaml", "mine", "--to", "saelens", "--force"];
    expect((await place.run(...forced, ...ONE)).code).toBe(0);
    expect(all("mine")).toEqual(["cfg.json", "sae_weights.safetensors"]);
    expect((await place.run(...forced, "--all")).code).toBe(0);
    expect(all("mine")).toHaveLength(4);
    writeFileSync(join(place.folder, "mine", "thesis.tex"), "years of work");
    expect(problem(await place.run(...forced, ...ONE))).toEqual({ code: 1, problem: "CLI_FOLDER_NOT_EMPTY" });
    expect(bytes("mine", "thesis.tex").toString()).toBe("years of work");
    // A folder, a file and a link in the way; nothing is left behind beside them.
    const file = await place.run("export", "tiny.yaml", "tiny.yaml/", "--to", "numpy", "--force", ...ONE);
    expect(problem(file)).toEqual({ code: 1, problem: "CLI_FOLDER_NOT_EMPTY" });
    mkdirSync(join(place.folder, "real"));
    symlinkSync(join(place.folder, "real"), join(place.folder, "link"));
    expect((await place.run("export", "tiny.yaml", "link", "--to", "numpy", ...ONE)).code).toBe(0);
    expect(all("real")).toEqual(["metadata.json", "sae.npz"]);
    expect(all(".").filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("says in Python how to load what it wrote", async () => {
    const { stdout, stderr, code } = await place.run("export", "tiny.yaml", "a b", "--to", "saelens", ...ONE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("exported 1 autoencoder\n");
    expect(stdout).toContain('sae_lens.SAE.load_from_disk("a b")');
  });

  test("finds the states of a run that was made by older ops", async () => {
    const store = await openStore(join(place.folder, "store"));
    const experiment = await loadExperiment("tiny.yaml", { read: () => tiny() });
    const now = compile(experiment, opVersions);
    const then = compile(experiment, { ...opVersions, codes: "0-older", point: "0-older" });
    const keys = [...now.nodes.keys()];
    for (const [index, { key, preImage }] of [...then.nodes.values()].entries()) {
      const result = await store.result(keys[index] ?? "");
      if (result !== undefined) await store.record({ ...result, key, preImage });
    }
    const nodes = [...then.nodes.values()].map(({ key, preImage }) => ({ key, preImage }));
    const plan = await store.write(new TextEncoder().encode(JSON.stringify(nodes)));
    const { name, title, normal } = experiment;
    const { table, figures } = then;
    const record = { name, title, spec: normal, plan, table, figures, started: "2001-01-01T00:00:00.000Z" };
    await store.writeRun("20010101T000000000Z-0000", { id: "20010101T000000000Z-0000", ...record });
    const { cells } = await report(table, "older", "--to", "saelens", ...ONE);
    expect(cells[0]?.about.key).not.toBe(first.cells[0]?.about.key);
    expect(bytes("older", "sae_weights.safetensors")).toEqual(bytes("first", "sae_weights.safetensors"));
  });

  test.each([
    [["export"], "CLI_MISSING_ARGUMENT", 2],
    [["export", "tiny.yaml", "--to", "numpy"], "CLI_MISSING_ARGUMENT", 2],
    [["export", "tiny.yaml", "none"], "CLI_MISSING_ARGUMENT", 2],
    [["export", "tiny.yaml", "none", "more", "--to", "numpy"], "CLI_TOO_MANY_ARGUMENTS", 2],
    [["export", "tiny.yaml", "none", "--to", "onnx"], "CLI_BAD_VALUE", 2],
    [["export", "tiny.yaml", "none", "--to", "numpy", "--cell", "sae.dictSize"], "CLI_BAD_VALUE", 2],
    [["export", "abcdef", "none", "--to", "numpy", "--set", "train.steps=1"], "CLI_BAD_VALUE", 2],
    [["export", "nothing", "none", "--to", "numpy"], "CLI_BAD_HASH", 2],
    [["export", "0000000000000000", "none", "--to", "numpy"], "CLI_UNKNOWN_HASH", 1],
  ])("refuses %j with %s and a hint", async (words, expected, exit) => {
    const { code, stderr, stdout } = await place.run(...words);
    expect({ code, stdout, problem: stderr.split(" ", 1)[0] }).toEqual({ code: exit, stdout: "", problem: expected });
    expect(stderr).toContain("hint: ");
  });
});
