import type { Json } from "@goldilocks/digest";
import { memoryStore, type Result } from "@goldilocks/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { compareCapsule } from "../src/capsule/compare-capsule.ts";
import { type Manifest, manifestOf } from "../src/capsule/manifest.ts";
import type { ArchivedResult } from "../src/capsule/records.ts";

const store = memoryStore();
const [KEY, TABLE, FORGED] = ["aa".repeat(32), "bb".repeat(32), "ff".repeat(32)];

/** What an archive claims, to be changed by each test. */
interface Claims {
  outputs: Record<string, string>;
  files: Record<string, { digest: string; bytes: number }>;
  results: ArchivedResult[];
  plan: Map<string, Json>;
}

let honest: Claims;
let planned: ReadonlyMap<string, Json>;

async function record(key: string, outputs: Readonly<Record<string, string>>, values: Result["values"]): Promise<void> {
  const kept = Object.entries(outputs).map(async ([name, text]) => {
    const bytes = new TextEncoder().encode(text);
    return [name, { digest: await store.write(bytes), bytes: bytes.length, mediaType: "text/plain" }] as const;
  });
  await store.record({
    key,
    preImage: [key],
    outputs: Object.fromEntries(await Promise.all(kept)),
    values,
    provenance: null,
  });
}

beforeEach(async () => {
  await record(KEY, { "figure.svg": "<svg/>", "figure.csv": "mmcs\n0.615\n" }, {});
  await record(TABLE, {}, { mmcs: 0.615 });
  const [figure, table] = [await store.result(KEY), await store.result(TABLE)];
  const digests = Object.fromEntries(Object.entries(figure?.outputs ?? {}).map(([name, { digest }]) => [name, digest]));
  const objects = Object.values(digests).map((digest) => [`objects/${digest}`, digest]);
  planned = new Map([KEY, TABLE].map((key) => [key, [key]]));
  honest = {
    outputs: digests,
    files: Object.fromEntries(
      [...Object.entries(digests), ...objects].map(([path = "", digest = ""]) => [path, { digest, bytes: 1 }]),
    ),
    results: [
      { key: KEY, preImage: [KEY], outputs: { ...digests }, values: figure?.values ?? null },
      { key: TABLE, preImage: [TABLE], outputs: {}, values: table?.values ?? null },
    ],
    plan: new Map(planned),
  };
});

const unread = (): Promise<never> => Promise.reject(new Error("nothing is read again"));

/** What differs in an archive that claims all that is right, but for a change. */
async function different(change: (claims: Claims) => void, about: Partial<Manifest> = {}): Promise<readonly string[]> {
  change(honest);
  const { outputs, files, results, plan } = honest;
  const manifest = manifestOf({
    key: KEY,
    kind: "figure",
    outputs,
    experiment: "",
    title: "",
    commit: "",
    files,
    ...about,
  });
  const archive = { named: "x.zip", manifest, paths: Object.keys(files), read: unread, copy: unread, close: () => {} };
  return (await compareCapsule(archive, { plan, results }, store, planned)).different;
}

describe("an archive is compared with what was computed from its experiment", () => {
  test("and has nothing that differs where it holds that", async () => {
    expect(await different(() => {})).toEqual([]);
  });

  test.each<[string, readonly string[], (claims: Claims) => void]>([
    ["a list of outputs that is empty is no proof", ["figure.csv", "figure.svg"], (claims) => (claims.outputs = {})],
    [
      "forged files with their own digests",
      ["figure.csv"],
      ({ outputs, files }) => {
        outputs["figure.csv"] = FORGED;
        files["figure.csv"] = { digest: FORGED, bytes: 1 };
      },
    ],
    [
      "a forged file under the right digest in the list of outputs",
      ["figure.csv"],
      ({ files }) => {
        files["figure.csv"] = { digest: FORGED, bytes: 1 };
      },
    ],
    ["a file that is missing", ["figure.svg"], ({ files }) => void delete files["figure.svg"]],
    [
      "an output that the experiment does not make",
      ["proof.txt"],
      ({ outputs, files }) => {
        outputs["proof.txt"] = FORGED;
        files["proof.txt"] = { digest: FORGED, bytes: 1 };
      },
    ],
    [
      "a forged number in the records",
      ["results.json"],
      ({ results }) => {
        results[1] = { key: TABLE, preImage: [TABLE], outputs: {}, values: { mmcs: 0.995 } };
      },
    ],
    [
      "a record of something else",
      ["results.json"],
      ({ results }) => {
        results.push({ key: FORGED, preImage: [FORGED], outputs: {}, values: { mmcs: 0.995 } });
      },
    ],
    ["records without the result", ["results.json"], (claims) => (claims.results = claims.results.slice(1))],
    ["no records", ["results.json"], (claims) => (claims.results = [])],
    ["a plan with another pre-image", ["plan.json"], ({ plan }) => void plan.set(TABLE, ["other"])],
    ["a plan with a node that the experiment has not", ["plan.json"], ({ plan }) => void plan.set(FORGED, [FORGED])],
    [
      "an artifact that no result has",
      [`objects/${FORGED}`],
      ({ files }) => {
        files[`objects/${FORGED}`] = { digest: FORGED, bytes: 1 };
      },
    ],
    [
      "an artifact under the digest of another",
      [`objects/${FORGED}`],
      ({ outputs, files }) => {
        files[`objects/${FORGED}`] = { digest: outputs["figure.svg"] ?? "", bytes: 1 };
      },
    ],
  ])("%s differs", async (_, expected, change) => {
    expect(await different(change)).toEqual(expected);
  });

  test("a result that was not computed differs as a whole", async () => {
    expect(await different(() => {}, { key: FORGED })).toEqual([FORGED]);
  });

  test("a result of neither files nor numbers is no proof", async () => {
    await record("cc".repeat(32), {}, {});
    expect(await different(() => {}, { key: "cc".repeat(32) })).toEqual(["cc".repeat(32)]);
  });
});
