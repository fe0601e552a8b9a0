import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place, tiny } from "./exp.ts";

const PATIENCE = 120_000;

interface Claimed {
  readonly outcome: string;
  readonly made: Readonly<Record<string, number>>;
  readonly claims: {
    readonly claims: readonly { readonly name: string; readonly findings: readonly { readonly verdict: string }[] }[];
  };
  readonly results: { readonly claims: { readonly key: string; readonly files: Readonly<Record<string, string>> } };
}

const claims = `repeats: 2
claims:
  - { name: sane, claim: "mean(mmcs.truth) > 0 and mean(mmcs.truth) < 1", unconverged: count }
  - { name: wild, claim: min(l0) > 1000, unconverged: count }
  - { claim: share(l0 > 0) > 2, unconverged: count }
`;

describe("exp FILE with claims", { timeout: PATIENCE }, () => {
  const place = new Place();
  let first: Claimed;
  const summary = async (file: string): Promise<Claimed> =>
    JSON.parse((await place.run(file, "--json")).stdout) as Claimed;

  beforeAll(async () => {
    place.write("claimed.yaml", `${tiny()}\n${claims}`);
    first = await summary("claimed.yaml");
  }, PATIENCE);
  afterAll(() => place.remove());

  test("decides them, and says so as data", () => {
    expect(first.made["claims"]).toBe(1);
    expect(first.claims.claims.map(({ name, findings }) => [name, findings.map(({ verdict }) => verdict)])).toEqual([
      ["sane", ["holds"]],
      ["wild", [expect.stringMatching(/fails|undecided/u)]],
      ["claim-1", ["fails"]],
    ]);
  });

  test("are listed with how many hold", async () => {
    const { found }: { readonly found: readonly { readonly hash: string; readonly summary: string }[] } = JSON.parse(
      (await place.run("list", "--kind", "claims", "--json")).stdout,
    );
    expect(found).toMatchObject([{ hash: first.results.claims.key }]);
    expect(found[0]?.summary).toMatch(/^1 holds, [12] fails, [01] undecided$/u);
  });

  test("leaves the verdicts in results/, for people and programs, with their key among the others", () => {
    expect(Object.keys(first.results.claims.files).toSorted()).toEqual(["json", "md"]);
    expect(place.read("results/tiny/claims.md")).toContain("## sane");
    expect(JSON.parse(place.read("results/tiny/claims.json"))).toEqual(first.claims);
    const provenance = place.read("results/tiny/provenance.json");
    expect(JSON.parse(provenance)).toMatchObject({ claims: { key: first.results.claims.key } });
  });

  test("prints them, and computes nothing the second time, or for another claim", async () => {
    const { stdout, stderr } = await place.run("claimed.yaml");
    expect(stdout).toMatch(/^claims \(2 repeats\)$/mu);
    expect(stdout).toMatch(/^ {2}holds +sane /mu);
    expect(stderr).toContain("everything came from the store");
    const other = JSON.parse(
      (await place.run("claimed.yaml", "--json", "--set", "claims=['mean(l0) > 0']")).stdout,
    ) as Claimed;
    expect(other.made).toEqual({ claims: 1 });
  });

  test("keeps them in the normal form, with the same key", async () => {
    const normal = await summary("results/tiny/spec.normal.yaml");
    expect(normal.made).toEqual({});
    expect(normal.results.claims.key).toBe(first.results.claims.key);
  });

  test("refuses a claim that is none before anything is trained", async () => {
    place.write("bad.yaml", `${tiny()}\nclaims:\n  - mean(mmcs.trut) > 0\n  - mean(\n`);
    const { code, stderr } = await place.run("bad.yaml");
    expect(code).toBe(1);
    expect(stderr).toMatch(/PLAN_CLAIM_COLUMN[^]*SPEC_CLAIM/u);
  });

  test("shows readings as a table of claims", async () => {
    place.write(
      "read.yaml",
      `${tiny().replace("name: tiny", "name: read")}\n${claims}\nreadings: { decay: { power: {}, none: { data.decay.kind: none } } }\n`,
    );
    const { stdout } = await place.run("read.yaml");
    expect(stdout).toMatch(/^claims by reading$/mu);
    expect(stdout).toMatch(/^ {2}power +holds/mu);
    expect(stdout).toMatch(/sane holds under 2 of 2 readings/u);
  });
});
