import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@goldilocks/digest";
import { unzipSync } from "fflate";
import { mutateBytes } from "./byte-mutations.ts";
import { mustBeReadable } from "./figures.ts";
import { mutateTree, type Json } from "./json-mutations.ts";
import type { Kind } from "./kind.ts";
import { must } from "./outcome.ts";
import { builtProgram } from "./program.ts";
import type { Random } from "./random.ts";
import { mutateYaml } from "./yaml-mutations.ts";
import { mutateZip } from "./zip-mutations.ts";
import { zipOf } from "./zip-writer.ts";

const MANIFEST = "goldilocks.json";

type Files = Readonly<Record<string, Uint8Array>>;

interface Manifest {
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, { readonly digest: string; readonly bytes: number }>>;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** An archive whose list agrees with what it holds, as somebody makes one who knows the format. */
function sealed(files: Files, change: (manifest: Manifest) => Json = (manifest) => manifest as unknown as Json): Files {
  const { [MANIFEST]: head, ...others } = files;
  const manifest = JSON.parse(textOf(head)) as Manifest;
  const listed = Object.entries(others).map(([name, bytes]) => [
    name,
    { digest: digestOf(bytes), bytes: bytes.length },
  ]);
  const outputs = Object.entries(manifest.outputs).map(([name, digest]) => [
    name,
    digestOf(others[name] ?? utf8(digest)),
  ]);
  const whole = { ...manifest, outputs: Object.fromEntries(outputs), files: Object.fromEntries(listed) } as Manifest;
  return { ...others, [MANIFEST]: utf8(JSON.stringify(change(whole))) };
}

/** A file of the archive changed by what it is. */
function mutateFile(random: Random, name: string, bytes: Uint8Array): Uint8Array {
  const text = textOf(bytes);
  if (name.endsWith(".json") && random.chance(0.8))
    return utf8(JSON.stringify(mutateTree(random, JSON.parse(text) as Json)));
  if (name.endsWith(".yaml") && random.chance(0.8)) return utf8(mutateYaml(random, text));
  if (/\.(?:csv|svg|md)$/u.test(name) && random.chance(0.5))
    return utf8(text.replace(/\d(?=\D*$)/u, (digit) => String((Number(digit) + 1) % 10)));
  return mutateBytes(random, bytes);
}

/** Files that make no difference to what a capsule claims, or that nobody wants to find in one. */
const strangers: readonly string[] = [
  "code/x.js",
  "code/.rerun/store/x",
  "code/node_modules/a/index.js",
  "code/.git/config",
  ".git/hooks/post-checkout",
  "a/b",
  "a",
  "README.md/x",
  "objects/x",
  "CON",
  "x ".trimEnd(),
  "figure.svg/x",
  "é",
  "e\u0301",
  "readme.md",
  "n".repeat(300),
  `${"d/".repeat(200)}x`,
  "a\u202Eb",
  "code/package.json",
];

/** The archive with one change inside, then sealed again, or not. */
function mutateFiles(random: Random, files: Files): Files {
  const name = random.pick(Object.keys(files));
  const bytes = files[name] ?? new Uint8Array();
  const without = Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
  const changed = random.weighted<() => Files>([
    [6, () => ({ ...files, [name]: mutateFile(random, name, bytes) })],
    [1, () => (name === MANIFEST ? files : without)],
    [1, () => ({ ...files, [random.pick(strangers)]: utf8("{}") })],
    [1, () => ({ ...files, [name]: files[random.pick(Object.keys(files))] ?? bytes })],
    [2, () => files],
  ])();
  if (name === MANIFEST || random.chance(0.15)) return changed;
  return sealed(changed, (manifest) =>
    random.chance(0.4) ? mutateTree(random, manifest as unknown as Json) : (manifest as unknown as Json),
  );
}

/** What a capsule claims: which result, its files, and the records of all that it is made from. */
function claimOf(files: Files): string {
  const { key, outputs } = JSON.parse(textOf(files[MANIFEST])) as Manifest;
  const records = (JSON.parse(textOf(files["results.json"])) as readonly Json[]).map((record) => {
    const { key: own, preImage, outputs: made, values } = record as { readonly [field: string]: Json };
    return { key: own ?? null, preImage: preImage ?? null, outputs: made ?? null, values: values ?? null };
  });
  const figures = Object.keys(outputs)
    .toSorted()
    .map((name) => [name, digestOf(files[name] ?? new Uint8Array())]);
  return canonicalJson({ key, outputs, records, figures });
}

/** Whether the archive still claims what it claimed; what cannot be read claims nothing. */
function claimsTheSame(files: Files, original: string): boolean {
  try {
    return claimOf(files) === original;
  } catch {
    return false;
  }
}

/** Capsules: their zip archive, their list, and what they hold. */
export const capsules: Kind = {
  name: "capsules",
  prepare: async ({ root, folder, own }) => {
    const files: Files = unzipSync(readFileSync(join(folder, "tiny.capsule.zip")));
    const original = claimOf(files);
    const program = await builtProgram(root);
    return async ({ random, folder: place, keep }) => {
      const isInside = random.chance(0.5);
      const now = isInside ? mutateFiles(random, files) : files;
      const entries = Object.entries(now).map(([name, data]) => ({ name, data }));
      const bytes = isInside ? zipOf(entries) : mutateZip(random, entries);
      keep("mutated.zip", bytes);
      writeFileSync(join(place, "mutated.zip"), bytes);
      const computes = random.chance(isInside ? 0.15 : 0.05);
      const words = ["unpack", "mutated.zip", "unpacked", ...(computes ? [] : ["--no-run"])];
      keep("command.txt", words.join(" "));
      const ended = await program(words, place, own);
      const outcome = mustBeReadable(ended, words);
      if (outcome.accepted) mustBeWhole(join(place, "unpacked"), isInside ? now : files);
      else
        must(
          outcome.code !== "CLI_BAD_CAPSULE" || !existsSync(join(place, "unpacked")),
          () => "a bad capsule leaves something behind",
        );
      const isIdentical = ended.code === 0 && /\bidentical\b/u.test(ended.out);
      must(!isIdentical || claimsTheSame(now, original), () => `a changed capsule is called identical: ${ended.out}`);
      return outcome;
    };
  },
};

/** What was laid out is what was packed. */
function mustBeWhole(folder: string, files: Files): void {
  for (const [name, bytes] of Object.entries(files)) {
    if (name === MANIFEST) continue;
    const path = join(folder, name);
    must(
      existsSync(path) && bytes.length === readFileSync(path).length && Buffer.from(bytes).equals(readFileSync(path)),
      () => `${name} was laid out otherwise`,
    );
  }
}
