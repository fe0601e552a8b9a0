import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
const manifestIn = (files: Record<string, Uint8Array>): Manifest => {
  const manifest: Manifest = JSON.parse(strFromU8(files["goldilocks.json"] ?? new Uint8Array()));
  return manifest;
};

interface Manifest {
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly files: Record<string, { digest: string; bytes: number }>;
}

/** Lays out an archive of these entries, without running it. */
async function unpacked(entries: Zippable): Promise<Ended> {
  writeFileSync(join(place.folder, "made.zip"), zipSync(entries, { level: 6 }));
  return place.run("unpack", "made.zip", "laid-out", "--no-run");
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

describe(
  "an archive that is damaged or hostile is CLI_BAD_CAPSULE, and nothing of it is written",
  { timeout: PATIENCE },
  () => {
    const cases: Readonly<Record<string, () => Zippable>> = {
      "no manifest": () => ({ "README.md": strToU8("hello") }),
      "a manifest of another version": () => ({ "goldilocks.json": strToU8('{"capsule":2}') }),
      "a path that leaves the folder": () => ({ ...small(() => {}), "../escaped": strToU8("x") }),
      "a path from the root": () => ({ ...small(() => {}), "/escaped": strToU8("x") }),
      "a path of another system": () => ({ ...small(() => {}), "C:escaped": strToU8("x") }),
      "a link": () => ({ ...small(() => {}), link: [strToU8("/etc/passwd"), { os: 3, attrs: 0o120_777 << 16 }] }),
      "two names that one file system may not tell apart": () =>
        small((files, manifest) => {
          files["readme.MD"] = files["README.md"] ?? new Uint8Array();
          manifest.files["readme.MD"] = listed(files["readme.MD"]);
        }),
      "a file that is not listed": () => small((files) => void (files["more.txt"] = strToU8("x"))),
      "a listed file that is missing": () => small((files) => void delete files["figure.png"]),
      "another digest": () =>
        small(
          (files) => void (files["figure.svg"] = (files["figure.svg"] ?? new Uint8Array()).map((byte) => byte ^ 1)),
        ),
      "another length": () => small((files) => void (files["figure.svg"] = strToU8("short"))),
      "a bomb": () => small((files) => void (files["zeros"] = new Uint8Array(1_100_000_000))),
    };

    test.each(Object.keys(cases))("%s", async (name) => {
      const ended = await unpacked(cases[name]?.() ?? {});
      expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem: "CLI_BAD_CAPSULE" });
      expect(readdirSync(place.folder)).not.toContain("laid-out");
      expect(readdirSync(join(place.folder, ".."))).not.toContain("escaped");
    });

    test("but the same archive with nothing changed is whole", async () => {
      expect(await unpacked(small(() => {}))).toMatchObject({ code: 0 });
    });

    test("bytes that are no archive, and an archive cut short", async () => {
      place.write("text.zip", "not a zip archive");
      expect(codeOf(await place.run("unpack", "text.zip"))).toBe("CLI_BAD_CAPSULE");
      writeFileSync(
        join(place.folder, "short.zip"),
        readFileSync(join(place.folder, "figure.capsule.zip")).subarray(0, -100),
      );
      expect(codeOf(await place.run("unpack", "short.zip"))).toBe("CLI_BAD_CAPSULE");
      expect(codeOf(await place.run("unpack", "absent.zip"))).toBe("CLI_CANNOT_READ");
    });
  },
);
