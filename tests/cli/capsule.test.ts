import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, Place, tiny } from "./exp.ts";

const PATIENCE = 180_000;

const place = new Place();
afterAll(() => place.remove());
let key = "";
let whole: Record<string, Uint8Array> = {};

beforeAll(async () => {
  place.write("tiny.yaml", tiny());
  key = (await place.summary("tiny.yaml")).results?.figures[0]?.key ?? "";
  const { stderr } = await place.run("pack", key.slice(0, 12), "figure.capsule.zip", "--no-code");
  if (stderr !== "") throw new Error(stderr);
  whole = unzipSync(readFileSync(join(place.folder, "figure.capsule.zip")));
}, PATIENCE);

const codeOf = ({ stderr }: Ended): string => /\b[A-Z]+_[A-Z_]+\b/u.exec(stderr)?.[0] ?? "";
const verdictOf = ({ code, stdout }: Ended): object => ({ code, ...JSON.parse(stdout) });
const manifestIn = (files: Record<string, Uint8Array>): Manifest => {
  const manifest: Manifest = JSON.parse(strFromU8(files["goldilocks.json"] ?? new Uint8Array()));
  return manifest;
};

interface Manifest {
  key: string;
  outputs: Readonly<Record<string, string>>;
  readonly files: Record<string, { digest: string; bytes: number }>;
}

/** Unpacks an archive of these entries. */
async function unpacked(entries: Zippable, ...options: readonly string[]): Promise<Ended> {
  rmSync(join(place.folder, "laid-out"), { recursive: true, force: true });
  writeFileSync(join(place.folder, "made.zip"), zipSync(entries, { level: 6 }));
  return place.run("unpack", "made.zip", "laid-out", ...options);
}

/** A small archive that is right but for what is changed. */
function small(change: (files: Record<string, Uint8Array>, manifest: Manifest) => void): Record<string, Uint8Array> {
  const files = { ...whole };
  const manifest = manifestIn(whole);
  change(files, manifest);
  return { ...files, "goldilocks.json": strToU8(JSON.stringify(manifest)) };
}

const listed = (bytes: Uint8Array): { digest: string; bytes: number } => ({
  digest: createHash("sha256").update(bytes).digest("hex"),
  bytes: bytes.length,
});

describe("a capsule", { timeout: PATIENCE }, () => {
  test("holds the result, the experiment as written and in full, plan, records and provenance", () => {
    const manifest = manifestIn(whole);
    expect(manifest.key).toBe(key);
    expect(Object.keys(whole)).toEqual(
      expect.arrayContaining([
        "README.md",
        "ro-crate-metadata.json",
        "figure.svg",
        "figure.png",
        "spec.normal.yaml",
        "spec/0-tiny.yaml",
        "plan.json",
        "results.json",
      ]),
    );
    expect(strFromU8(whole["spec/0-tiny.yaml"] ?? new Uint8Array())).toBe(tiny());
    expect(manifest.files["figure.svg"]?.digest).toBe(manifest.outputs["figure.svg"]);
  });

  test("describes itself as an RO-Crate: every part that it names is there", () => {
    const crate: {
      readonly "@graph": readonly { readonly "@id": string; readonly hasPart?: readonly { "@id": string }[] }[];
    } = JSON.parse(strFromU8(whole["ro-crate-metadata.json"] ?? new Uint8Array()));
    const root = crate["@graph"].find((entity) => entity["@id"] === "./");
    for (const { "@id": id } of root?.hasPart ?? []) expect(whole[id]).toBeDefined();
    expect(root).toMatchObject({ "@type": "Dataset", identifier: key });
  });

  test("has the same bytes when it is packed again", async () => {
    await place.run("pack", key, "again.zip", "--no-code");
    expect(readFileSync(join(place.folder, "again.zip"))).toEqual(
      readFileSync(join(place.folder, "figure.capsule.zip")),
    );
  });

  test("holds every artifact when asked to", async () => {
    await place.run("pack", key, "all.zip", "--artifacts", "--no-code");
    const all = Object.keys(unzipSync(readFileSync(join(place.folder, "all.zip"))));
    expect(all.filter((path) => path.startsWith("objects/")).length).toBeGreaterThan(10);
  });

  test("replaces no file that is no capsule", async () => {
    place.write("notes.txt", "mine");
    expect(codeOf(await place.run("pack", key, "notes.txt", "--no-code"))).toBe("CLI_FILE_EXISTS");
    expect(place.read("notes.txt")).toBe("mine");
  });

  test("lays out the files that were packed", async () => {
    expect(await place.run("unpack", "figure.capsule.zip", "--no-run")).toMatchObject({ code: 0 });
    expect(place.read("figure/spec/0-tiny.yaml")).toBe(tiny());
    expect(codeOf(await place.run("unpack", "figure.capsule.zip", "--no-run"))).toBe("CLI_FOLDER_NOT_EMPTY");
  });
});

describe("an archive from somebody else", { timeout: PATIENCE }, () => {
  test("is computed again by one's own program, and nothing in it is run or asked for a store", async () => {
    const files = small((all, manifest) => {
      const program = {
        "code/package.json": '{"name":"x","scripts":{"preinstall":"touch RAN","exp":"touch RAN"}}',
        "code/.pnpmfile.cjs": 'require("node:fs").writeFileSync("RAN", "");',
        "code/pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
      };
      for (const [path, text] of Object.entries(program)) manifest.files[path] = listed((all[path] = strToU8(text)));
    });
    const ended = await unpacked(files, "--json");
    expect(verdictOf(ended)).toMatchObject({ code: 0, outcome: "identical", program: "own", kind: "figure", files: 4 });
    expect(readdirSync(place.folder, { recursive: true }).filter((path) => String(path).endsWith("RAN"))).toEqual([]);
    expect(readdirSync(join(place.folder, "laid-out/code")).toSorted()).toEqual([
      ".pnpmfile.cjs",
      "package.json",
      "pnpm-lock.yaml",
    ]);
  });

  test("that lists nothing to compare, and holds a forged file, is different", async () => {
    const files = small((all, manifest) => {
      manifest.outputs = {};
      manifest.files["figure.csv"] = listed((all["figure.csv"] = strToU8("forged,1\n")));
    });
    const ended = await unpacked(files, "--json");
    expect(verdictOf(ended)).toMatchObject({
      code: 1,
      outcome: "different",
      different: ["figure.csv", "figure.json", "figure.png", "figure.svg"],
    });
  });

  test("whose hash one's own program does not make is CLI_CODE_CHANGED, and names the option that runs its code", async () => {
    const files = small((all, manifest) => {
      manifest.key = "0".repeat(64);
      manifest.files["code/package.json"] = listed((all["code/package.json"] = strToU8("{}")));
    });
    const ended = await unpacked(files);
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem: "CLI_CODE_CHANGED" });
    expect(ended.stderr).toContain("--run-its-code");
  });

  test("that has no program is CLI_NO_COMMIT where its code is to be run", async () => {
    expect(
      codeOf(
        await unpacked(
          small(() => {}),
          "--run-its-code",
        ),
      ),
    ).toBe("CLI_NO_COMMIT");
  });

  test("that is not the one that was packed is CLI_BAD_CAPSULE, and nothing of it is written", async () => {
    const ended = await unpacked(small((files) => void (files["figure.svg"] = strToU8("short"))));
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem: "CLI_BAD_CAPSULE" });
    expect(readdirSync(place.folder)).not.toContain("laid-out");
  });

  test("whose records are none is CLI_BAD_CAPSULE before anything of it is written", async () => {
    const files = small((all, manifest) => {
      manifest.files["results.json"] = listed((all["results.json"] = strToU8('[{"key":1}]')));
    });
    const ended = await unpacked(files);
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem: "CLI_BAD_CAPSULE" });
    expect(readdirSync(place.folder)).not.toContain("laid-out");
  });

  test("cannot be bytes that are no archive, one cut short, or none", async () => {
    place.write("text.zip", "not a zip archive");
    expect(codeOf(await place.run("unpack", "text.zip"))).toBe("CLI_BAD_CAPSULE");
    const bytes = readFileSync(join(place.folder, "figure.capsule.zip"));
    writeFileSync(join(place.folder, "short.zip"), bytes.subarray(0, -100));
    expect(codeOf(await place.run("unpack", "short.zip"))).toBe("CLI_BAD_CAPSULE");
    expect(codeOf(await place.run("unpack", "absent.zip"))).toBe("CLI_CANNOT_READ");
  });
});
