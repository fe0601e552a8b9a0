import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTensors, writeTensors } from "@goldilocks/engine";
import { openStore } from "@goldilocks/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, Place, type Summary, tiny } from "./exp.ts";

const PATIENCE = 120_000;

const place = new Place();
afterAll(() => place.remove());
let figure = "";
let table = "";
let first: Summary;

beforeAll(async () => {
  place.write("tiny.yaml", tiny());
  first = await place.summary("tiny.yaml");
  figure = first.results?.figures[0]?.key ?? "";
  table = first.results?.table.key ?? "";
}, PATIENCE);

const codeOf = ({ stderr }: Ended): string => /\b[A-Z]+_[A-Z_]+\b/u.exec(stderr)?.[0] ?? "";
const svgOf = (): string => first.results?.figures[0]?.files["svg"] ?? "";

/** What a run's record says of its experiment. */
const what = (run: unknown): unknown[] =>
  ["profile", "set", "spec", "sources", "command"].map((field) => (run as Record<string, unknown>)[field]);

/** A place with nothing but a figure's file from the first one. */
function elsewhere(kind: "png" | "svg"): Place {
  const other = new Place();
  cpSync(join(place.folder, svgOf().replace(/svg$/u, kind)), join(other.folder, `figure.${kind}`));
  return other;
}

describe("a past result is made again", { timeout: PATIENCE }, () => {
  test.each(["figure", "table", "run"])(
    "by the beginning of the hash or id of a %s, without computing anything",
    async (kind) => {
      const word = { figure: figure.slice(0, 12), table: table.slice(0, 12), run: first.run }[kind] ?? "";
      const again = await place.summary("rerun", word);
      expect(again).toMatchObject({ outcome: "done", made: {} });
      expect(again.results?.table).toMatchObject({ key: table, digests: first.results?.table.digests });
    },
  );

  test("by its hash alone, without the name of a command", async () => {
    const again = await place.summary(figure);
    expect(again.results?.figures).toMatchObject([{ key: figure, digests: first.results?.figures[0]?.digests }]);
  });

  test.each(["png", "svg"] as const)("from a figure's %s, in a place that has nothing else", async (kind) => {
    const other = elsewhere(kind);
    const again = await other.summary(`figure.${kind}`);
    expect(again.results?.figures).toMatchObject([{ key: figure, digests: first.results?.figures[0]?.digests }]);
    expect(again.made["point"]).toBe(4);
    other.remove();
  });

  test("from its file, with all that its run knew: claims, the profile, and the files as they were written", async () => {
    const other = new Place();
    const more = `claims: [mean(mmcs.truth) > 0]\nprofiles: { short: { train: { steps: 40 } } }\n`;
    other.write("tiny.yaml", tiny({ more }));
    const { results } = await other.summary("tiny.yaml", "--profile", "short");
    await other.summary(results?.figures[0]?.files["png"] ?? "");
    const store = await openStore(join(other.folder, "store"));
    const [before, after] = await store.runs();
    expect(what(after)).toEqual(what(before));
    other.remove();
  });

  test("from the experiments of the workspace, where only the hash is known", async () => {
    const other = new Place();
    mkdirSync(join(other.folder, "experiments"));
    other.write("experiments/broken.yaml", "goldilocks: 1\nname: 7\n");
    other.write("experiments/tiny.yaml", tiny());
    expect((await other.summary(figure.slice(0, 16))).results?.figures).toMatchObject([{ key: figure }]);
    other.remove();
  });

  test("a training alone, without table and figures", async () => {
    const other = elsewhere("svg");
    await other.run("figure.svg");
    const store = await openStore(join(other.folder, "store"));
    const { key } = (await resultsOf(store)).find(({ preImage }) => kindOf(preImage) === "point") ?? { key: "" };
    for (const folder of ["results", "objects", "points"])
      rmSync(join(other.folder, "store", folder), { recursive: true });
    const again = await other.summary("rerun", key);
    expect(again).toMatchObject({ outcome: "done", results: null });
    expect(Object.keys(again.made).toSorted()).toEqual(["codes", "covariance", "features", "point"]);
    other.remove();
  });

  test("and a file that was changed since is told apart", async () => {
    const other = elsewhere("svg");
    const text = other.read("figure.svg");
    other.write("figure.svg", text.replace("</svg>", "<!-- touched --></svg>"));
    const { code, stderr } = await other.run("rerun", "figure.svg");
    expect(code).toBe(1);
    expect(stderr).toContain("different");
    other.remove();
  });
});

describe("what cannot be made again says why", { timeout: PATIENCE }, () => {
  test.each([
    ["CLI_UNKNOWN_HASH", ["rerun", "0123456789abcdef"], 1],
    ["CLI_BAD_HASH", ["rerun", "xyz"], 2],
    ["CLI_MISSING_ARGUMENT", ["rerun"], 2],
    ["CLI_BAD_VALUE", ["rerun", "0123456789abcdef", "--code", "old"], 2],
    ["CLI_UNKNOWN_HASH", ["verify", "0123456789abcdef"], 1],
    ["CLI_UNKNOWN_COMMAND", ["store", "repair"], 2],
    ["CLI_BAD_VALUE", ["why", "0123456789abcdef", "--set", "train.steps=7"], 2],
  ] as const)("%s", async (problem, words, code) => {
    const ended = await place.run(...words);
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code, problem });
  });

  test("a picture that Goldilocks did not make is FIGURES_NOT_A_FIGURE", async () => {
    place.write("other.svg", "<svg></svg>");
    expect(codeOf(await place.run("rerun", "other.svg"))).toBe("FIGURES_NOT_A_FIGURE");
  });

  test("a figure's file that is not there is CLI_CANNOT_READ", async () => {
    expect(codeOf(await place.run("rerun", "absent.png"))).toBe("CLI_CANNOT_READ");
  });

  test("a folder is CLI_CANNOT_READ", async () => {
    mkdirSync(join(place.folder, "folder.png"));
    expect(codeOf(await place.run("rerun", "folder.png"))).toBe("CLI_CANNOT_READ");
  });

  test("a key that today's program does not make from its experiment is CLI_CODE_CHANGED", async () => {
    const other = elsewhere("svg");
    const text = other.read("figure.svg");
    other.write("figure.svg", text.replaceAll(figure, `${figure.slice(0, -2)}00`));
    expect(codeOf(await other.run("rerun", "figure.svg"))).toBe("CLI_CODE_CHANGED");
    other.remove();
  });

  test("code that was not recorded is CLI_NO_COMMIT", async () => {
    const other = elsewhere("svg");
    expect(codeOf(await other.run("rerun", "figure.svg", "--code", "recorded"))).toBe("CLI_NO_COMMIT");
    other.remove();
  });
});

describe("a hash that begins more than one", { timeout: PATIENCE }, () => {
  const other = new Place();
  beforeAll(async () => {
    const store = await openStore(join(other.folder, "store"));
    for (const digit of ["0", "1"]) {
      const key = `ab12${digit.repeat(60)}`;
      await store.record({ key, preImage: null, outputs: {}, values: null, provenance: null });
    }
  });
  afterAll(() => other.remove());

  test.each([["ab12"], ["rerun"], ["verify"], ["show"], ["cite"], ["why"], ["pin"], ["pack"]])(
    "is CLI_AMBIGUOUS_HASH for exp %s, which names them",
    async (command) => {
      const words = command === "ab12" ? ["ab12"] : [command, "AB12", ...(command === "pack" ? ["x.zip"] : [])];
      const ended = await other.run(...words);
      expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem: "CLI_AMBIGUOUS_HASH" });
      for (const digit of ["0", "1"]) expect(ended.stderr).toContain(`ab12${digit.repeat(60)}`);
      expect(ended.stderr).toContain("hint: give more digits");
    },
  );
});

describe("the program that made a result", { timeout: PATIENCE }, () => {
  const other = new Place();
  beforeAll(async () => {
    other.write("tiny.yaml", tiny());
    await other.run("tiny.yaml");
  }, PATIENCE);
  afterAll(() => other.remove());
  const NO_GIT = { PATH: "/nowhere" };
  const COMMIT = "0123456789abcdef0123456789abcdef01234567";

  test.each([
    ["there is no git", "CLI_NO_GIT", NO_GIT, { commit: COMMIT, dirty: false }],
    ["its commit is not in the repository", "CLI_UNKNOWN_COMMIT", {}, { commit: COMMIT, dirty: false }],
    ["its tree was dirty, and the patch was not kept", "CLI_LOST_PATCH", {}, { commit: COMMIT, dirty: true }],
    ["it was outside of a repository", "CLI_NO_COMMIT", {}, { commit: null, dirty: null }],
  ] as const)("cannot be laid out where %s: %s", async (_, problem, env, made) => {
    await withProvenance(other, figure, { ...made, patch: null, lockfile: null, version: "0.1.0" });
    const ended = await other.run("rerun", figure, "--code", "recorded", env);
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem });
    expect(ended.stderr).toContain("hint: ");
  });

  test("cannot be packed without git or its commit, but the rest can", async () => {
    await withProvenance(other, figure, { commit: COMMIT, dirty: false, patch: null, version: "0.1.0" });
    expect(codeOf(await other.run("pack", figure, "all.zip", NO_GIT))).toBe("CLI_NO_GIT");
    expect(codeOf(await other.run("pack", figure, "all.zip"))).toBe("CLI_UNKNOWN_COMMIT");
    expect(await other.run("pack", figure, "rest.zip", "--no-code", NO_GIT)).toMatchObject({ code: 0 });
  });

  test("is not recorded where there is no git, and everything else works", async () => {
    const bare = new Place();
    bare.write("tiny.yaml", tiny());
    expect(await bare.run("tiny.yaml", NO_GIT)).toMatchObject({ code: 0 });
    const store = await openStore(join(bare.folder, "store"));
    expect(await store.result(figure)).toMatchObject({ provenance: { commit: null, dirty: null, patch: null } });
    expect(await bare.run("rerun", figure, NO_GIT)).toMatchObject({ code: 0 });
    bare.remove();
  });
});

/** Changes what is recorded of the program that made a result. */
async function withProvenance(at: Place, key: string, provenance: StoredResult["provenance"]): Promise<void> {
  const store = await openStore(join(at.folder, "store"));
  const result = await store.result(key);
  if (result === undefined) throw new Error("no result");
  rmSync(join(at.folder, "store/results", key.slice(0, 2), `${key}.json`));
  await store.record({ ...result, provenance });
}

describe("verification", { timeout: PATIENCE }, () => {
  test("computes everything anew, finds the same bits and leaves nothing behind", async () => {
    const { code, stdout } = await place.run("verify", figure.slice(0, 12), "--json");
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, outcome: "identical", unknown: 0, first: null });
    expect(readdirSync(join(place.folder, "store")).filter((name) => name.startsWith("verify"))).toEqual([]);
  });

  test("of the whole run computes it a second time, the other way round", async () => {
    const { code, stdout, stderr } = await place.run("verify", figure.slice(0, 12), "--deep", "--json");
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      outcome: "identical",
      unknown: 0,
      first: null,
      again: { first: null, unknown: 0, workers: 1 },
    });
    expect(stderr.match(/exact device/gu)).toHaveLength(2);
    expect(stderr).toMatch(/exact device: 1 worker, 256-bit fusing off \(GOLDILOCKS_VECTORS=128\)/u);
  });

  test("compares digests where the store has lost artifacts, and a figure's file with what comes out", async () => {
    const other = new Place();
    other.write("tiny.yaml", tiny());
    await other.run("tiny.yaml");
    rmSync(join(other.folder, "store/objects"), { recursive: true });
    cpSync(join(place.folder, svgOf()), join(other.folder, "figure.svg"));
    const { code, stdout } = await other.run("verify", "figure.svg", "--json");
    const found: { readonly artifacts: number; readonly gone: number } = JSON.parse(stdout);
    expect({ code, ...found }).toMatchObject({ code: 0, outcome: "identical", unknown: 0, held: { same: true } });
    expect(found.gone).toBe(found.artifacts);
    other.write("figure.svg", other.read("figure.svg").replace("</svg>", "<!-- touched --></svg>"));
    const touched = await other.run("verify", "figure.svg", "--json");
    expect({ code: touched.code, ...JSON.parse(touched.stdout) }).toMatchObject({
      code: 1,
      outcome: "different",
      first: null,
      held: { same: false },
    });
    other.remove();
  });

  test("with nothing recorded has nothing to compare with, and says so", async () => {
    const other = new Place();
    mkdirSync(join(other.folder, "experiments"));
    other.write("experiments/tiny.yaml", tiny());
    const { code, stdout } = await other.run("verify", figure.slice(0, 16), "--json");
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, outcome: "made", results: 0 });
    other.remove();
  });

  test("names the first result that differs, and the number in it", async () => {
    const other = new Place();
    other.write("tiny.yaml", tiny());
    const { results } = await other.summary("tiny.yaml");
    const changed = await changeOneNumber(other);
    const { code, stdout } = await other.run("verify", results?.figures[0]?.key ?? "", "--json");
    const found: { readonly outcome: string; readonly first: object } = JSON.parse(stdout);
    expect({ code, outcome: found.outcome }).toEqual({ code: 1, outcome: "different" });
    const where = expect.stringMatching(/^decoder\[0, 5\]: /u);
    expect(found.first).toMatchObject({
      node: changed,
      kind: "point",
      differences: [{ what: "state.safetensors", where }],
    });
    other.remove();
  });
});

/** Changes a decoder in a store so that every digest is right, and gives the key of its point. */
async function changeOneNumber(at: Place): Promise<string> {
  const store = await openStore(join(at.folder, "store"));
  const result = (await resultsOf(store)).find(({ preImage }) => kindOf(preImage) === "point");
  if (result === undefined) throw new Error("no point");
  const output = result.outputs["state.safetensors"];
  const tensors = readTensors(await store.read(output?.digest ?? ""));
  const data = tensors["decoder"]?.data ?? new Float32Array();
  data[5] = 0.5;
  const bytes = writeTensors(tensors);
  const digest = await store.write(bytes);
  const { key } = result;
  rmSync(join(at.folder, "store/results", key.slice(0, 2), `${key}.json`));
  const mediaType = output?.mediaType ?? "";
  await store.record({
    ...result,
    outputs: { ...result.outputs, "state.safetensors": { digest, bytes: bytes.length, mediaType } },
  });
  return key;
}

const kindOf = (preImage: unknown): unknown => (Array.isArray(preImage) ? preImage[0] : undefined);

async function resultsOf(store: Awaited<ReturnType<typeof openStore>>): Promise<readonly StoredResult[]> {
  const results = await Promise.all((await store.keys("")).map((key) => store.result(key)));
  return results.filter((result) => result !== undefined);
}

type StoredResult = NonNullable<Awaited<ReturnType<Awaited<ReturnType<typeof openStore>>["result"]>>>;

interface Reasons {
  readonly reasons: readonly {
    readonly kind: string;
    readonly nodes: number;
    readonly why: string;
    readonly differences: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
  }[];
}

const reasons = async (...words: string[]): Promise<Reasons["reasons"]> => {
  const { reasons: found }: Reasons = JSON.parse((await place.run("why", ...words, "--json")).stdout);
  return found;
};

describe("why a run would compute", { timeout: PATIENCE }, () => {
  test("there is no reason where everything is in the store", async () => {
    expect(await reasons("tiny.yaml")).toEqual([]);
    expect(await reasons(figure)).toEqual([]);
  });

  test("a changed setting is named once, where it enters, with both values", async () => {
    const [batch, ...others] = await reasons("tiny.yaml", "--set", "train.batch=16");
    expect(batch).toMatchObject({ kind: "codes", why: "changed" });
    expect(batch?.differences).toEqual([
      expect.objectContaining({ path: "inputs.0.parameters.batch", before: 32, after: 16 }),
    ]);
    expect(others.filter(({ kind }) => kind !== "point").every(({ why }) => why === "input")).toBe(true);
  });

  test("more steps are a new point of the same training", async () => {
    const [point] = await reasons("tiny.yaml", "--set", "train.steps=90");
    expect(point).toMatchObject({ kind: "point", nodes: 4, why: "changed" });
    expect(point?.differences).toEqual([expect.objectContaining({ path: "parameters.step", before: 60, after: 90 })]);
  });

  test("where nothing was ever run, everything is the first of its kind or made from it", async () => {
    const other = new Place();
    other.write("tiny.yaml", tiny());
    const { reasons: found }: Reasons = JSON.parse((await other.run("why", "tiny.yaml", "--json")).stdout);
    expect(new Set(found.map(({ why }) => why))).toEqual(new Set(["first", "input"]));
    other.remove();
  });

  test("what was lost since is said to be lost", async () => {
    const other = new Place();
    other.write("tiny.yaml", tiny());
    const key = (await other.summary("tiny.yaml")).results?.table.key ?? "";
    rmSync(join(other.folder, "store/results", key.slice(0, 2), `${key}.json`));
    const { reasons: found }: Reasons = JSON.parse((await other.run("why", "tiny.yaml", "--json")).stdout);
    expect(found).toMatchObject([{ kind: "table", why: "lost" }]);
    other.remove();
  });
});

describe("upkeep", { timeout: PATIENCE }, () => {
  test("a store that was read whole is intact, and a flipped bit is found and named", async () => {
    const other = new Place();
    other.write("tiny.yaml", tiny());
    const key = (await other.summary("tiny.yaml")).results?.table.key ?? "";
    expect(await other.run("store", "check")).toMatchObject({ code: 0 });
    const store = await openStore(join(other.folder, "store"));
    const digest = (await store.result(key))?.outputs["cells.csv"]?.digest ?? "";
    const path = join(other.folder, "store/objects", digest.slice(0, 2), digest);
    const bytes = readFileSync(path);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { code, stdout } = await other.run("store", "check", "--json");
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 1,
      outcome: "damaged",
      damaged: [digest],
      lost: [key],
    });
    other.remove();
  });

  test("exp gc and exp store need a store, and make none", async () => {
    const other = new Place();
    expect(codeOf(await other.run("gc", "--dry-run"))).toBe("CLI_NO_STORE");
    expect(codeOf(await other.run("store", "check"))).toBe("CLI_NO_STORE");
    expect(readdirSync(other.folder)).toEqual([]);
    other.remove();
  });
});
