import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headsOf } from "../faults/refusal.ts";
import { Place, type Summary, tiny } from "./exp.ts";

interface Provenance {
  readonly table: Made;
  readonly figures: readonly Made[];
  readonly data: { readonly digests: Readonly<Record<string, string>> };
}
interface Made {
  readonly name: string;
  readonly key: string;
  readonly digests: Readonly<Record<string, string>>;
}

const place = new Place();
afterAll(() => place.remove());
const other = ["--set", "grid.sae.l1Coefficient=[0.03, 0.3]"];

/** Keys of the table in a folder of results, and files whose bytes are not those that its provenance lists. */
function stateOf(folder: string): { readonly table: string; readonly mixed: readonly string[] } {
  const { table, figures, data }: Provenance = JSON.parse(place.read(join(folder, "provenance.json")));
  const listed = [table, ...figures].flatMap(({ name, digests }) =>
    Object.entries(digests).map(([kind, digest]) => [`${name}.${kind}`, digest] as const),
  );
  const digestOf = (name: string): string =>
    createHash("sha256")
      .update(place.read(join(folder, name), "latin1"), "latin1")
      .digest("hex");
  const all = [...listed, ...Object.entries(data.digests)];
  return { table: table.key, mixed: all.filter(([name, digest]) => digestOf(name) !== digest).map(([name]) => name) };
}

describe("a folder of results", { timeout: 120_000 }, () => {
  let runs: readonly Summary[];
  beforeAll(async () => {
    place.write("tiny.yaml", tiny());
    runs = [await place.summary("tiny.yaml", "--out", "shared"), await place.summary("tiny.yaml", ...other)];
  }, 120_000);

  test("lies where --out and GOLDILOCKS_RESULTS say", async () => {
    expect(runs[0]?.results?.folder).toBe("shared");
    await place.run("tiny.yaml", { GOLDILOCKS_RESULTS: "elsewhere" });
    expect(stateOf("elsewhere/tiny")).toEqual({ table: runs[0]?.results?.table.key, mixed: [] });
  });

  test("is that of one run, though two write to it at once", async () => {
    const possible = runs.map(({ results }) => results?.table.key);
    for (let pair = 0; pair < 2; pair++) {
      const ended = await Promise.all([
        place.run("tiny.yaml", "--out", "shared", "--quiet"),
        place.run("tiny.yaml", "--out", "shared", "--quiet", ...other),
      ]);
      expect(ended.map(({ code }) => code)).toEqual([0, 0]);
      const { table, mixed } = stateOf("shared");
      expect(possible).toContain(table);
      expect([mixed, place.read("shared/spec.normal.yaml").includes("0.3")]).toEqual([[], table === possible[1]]);
      expect(readdirSync(place.folder).filter((name) => name.startsWith("."))).toEqual([]);
    }
  });

  test("is not taken from another file of the same name, which is told before anything is trained", async () => {
    await place.run("tiny.yaml");
    place.write("copy.yaml", tiny({ steps: "70" }));
    const before = stateOf("results/tiny");
    const { code, stdout, stderr } = await place.run("copy.yaml");
    expect({ code, stdout, heads: headsOf(stderr) }).toEqual({
      code: 1,
      stdout: "",
      heads: ["copy.yaml:2:1 CLI_NAME_TAKEN"],
    });
    expect(stateOf("results/tiny")).toEqual(before);
    expect((await place.run("plan", "copy.yaml")).stderr).toMatch(/^copy\.yaml:2:1 warning CLI_NAME_TAKEN /mu);
  });
});
