import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GroupEstimates } from "@goldilocks/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place, type Summary, tiny } from "./exp.ts";

const PATIENCE = 120_000;
type Estimated = Summary & { readonly estimates: readonly GroupEstimates[] | null };

describe("estimates", { timeout: PATIENCE }, () => {
  const place = new Place();
  const asked = "\nestimates: [{ method: dead, atMost: 100, onlyConverged: false }, ssll, mmcs.larger]\n";
  let made: Estimated;

  beforeAll(async () => {
    place.write("tiny.yaml", tiny());
    await place.run("tiny.yaml");
    place.write("asked.yaml", tiny().replace("name: tiny", "name: asked") + asked);
    made = (await place.summary("asked.yaml")) as Estimated;
  }, PATIENCE);
  afterAll(() => place.remove());

  test("train nothing and are one result beside the table", () => {
    expect(made.made).toMatchObject({ table: 1, estimates: 1, larger: 3, standardised: 1 });
    expect(made.made).not.toHaveProperty("point");
  });

  test("are in --json as in the artifact, and in the folder of results", () => {
    const [group] = made.estimates ?? [];
    expect(group?.estimates.map(({ method }) => method)).toEqual(["dead", "ssll", "mmcs.larger"]);
    expect(group?.estimates[0]?.repeats[0]?.proposal).toMatchObject({
      edges: expect.arrayContaining(["largest size"]),
    });
    const written = JSON.parse(place.read("results/asked/estimates.json")) as { readonly groups: unknown };
    expect(written.groups).toEqual(made.estimates);
    expect(place.read("results/asked/estimates.md")).toContain("# Estimates");
    expect(JSON.parse(place.read("results/asked/provenance.json"))).toMatchObject({ estimates: { name: "estimates" } });
  });

  test("are printed in words, beside the truth", async () => {
    const { stdout } = await place.run("asked.yaml");
    const block = stdout.slice(stdout.indexOf("\nestimates\n"), stdout.indexOf("\nfiles\n"));
    for (const word of ["dead (atMost 100, converged or not)", "ssll", "none found: ", "(truth)", "true features"])
      expect(block).toContain(word);
    expect(stdout).toMatch(/^ {2}estimates {2}[0-9a-f]{64}$/mu);
  });

  test("come from the store the second time, with the same key", async () => {
    const again = (await place.summary("asked.yaml")) as Estimated;
    expect(again.made).toEqual({});
    expect(again.estimates).toEqual(made.estimates);
  });

  test("are listed and shown by their hash, and name the experiment that they belong to", async () => {
    const { stdout } = await place.run("list", "--kind", "estimates", "--json");
    const { found } = JSON.parse(stdout) as {
      readonly found: readonly { readonly hash: string; readonly name: string }[];
    };
    expect(found.map(({ name }) => name)).toEqual(["asked"]);
    const hash = found[0]?.hash ?? "";
    const shown = JSON.parse((await place.run("show", hash, "--json")).stdout) as object;
    expect(shown).toMatchObject({
      kind: "estimates",
      stored: true,
      values: { proposals: [{ method: "dead" }, {}, {}] },
    });
    expect((await place.run("show", hash)).stdout).toContain("asked");
    const spec = (await place.run("show", hash, "--spec")).stdout;
    expect(spec).toContain("method: mmcs.larger");
    expect((await place.run("cite", hash)).code).toBe(0);
  });

  test("are made again by their hash alone, and verified from nothing", async () => {
    const { stdout } = await place.run("list", "--kind", "estimates", "--json");
    const { found } = JSON.parse(stdout) as { readonly found: readonly { readonly hash: string }[] };
    const hash = found[0]?.hash ?? "";
    const again = (await place.summary(hash)) as Estimated;
    expect(again.outcome).toBe("done");
    expect(again.estimates).toEqual(made.estimates);
    expect((await place.run("verify", hash)).code).toBe(0);
  });

  test("are absent where none are asked for", async () => {
    place.write("plain.yaml", tiny().replace("name: tiny", "name: plain"));
    const none = (await place.summary("plain.yaml")) as Estimated;
    expect(none.estimates).toBeNull();
    expect(existsSync(join(place.folder, "results/plain/cells.csv"))).toBe(true);
    expect(existsSync(join(place.folder, "results/plain/estimates.json"))).toBe(false);
  });
});
