import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownedName } from "@goldilocks/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, madeOf, Place, type Summary, tiny } from "./exp.ts";

const PATIENCE = 120_000;

describe("exp FILE", { timeout: PATIENCE }, () => {
  const place = new Place();
  let first: Summary;

  beforeAll(async () => {
    place.write("tiny.yaml", tiny());
    first = await place.summary("tiny.yaml");
  }, PATIENCE);
  afterAll(() => place.remove());

  test("trains every cell, draws the figure and counts what it made", () => {
    expect(first).toMatchObject({ outcome: "done", cells: { total: 4, stored: 0, new: 4, failed: 0 } });
    expect(first.made).toMatchObject({
      features: 1,
      covariance: 1,
      point: 4,
      similarity: 4,
      heldOut: 4,
      dead: 4,
      table: 2,
      figure: 1,
    });
    expect(first.best?.cells).toHaveLength(4);
  });

  test("leaves figures, cells, the normal form and where it came from in results/", () => {
    const kinds = Object.keys(first.results?.figures[0]?.files ?? {}).toSorted();
    expect(kinds).toEqual(["csv", "json", "png", "svg"]);
    const files = ["heat.svg", "heat.png", "heat.csv", "heat.json", "cells.csv", "cells.json", "spec.normal.yaml"];
    expect(files.filter((name) => !existsSync(join(place.folder, "results/tiny", name)))).toEqual([]);
    expect(place.read("results/tiny/cells.csv").trimEnd().split("\n")).toHaveLength(5);
    const provenance = place.read("results/tiny/provenance.json");
    expect(JSON.parse(provenance)).toMatchObject({ figures: [{ key: first.results?.figures[0]?.key }] });
    expect(provenance).not.toContain(place.folder);
  });

  test("makes nothing the second time, and says so", async () => {
    const again = await place.summary("tiny.yaml");
    expect(again).toMatchObject({ outcome: "done", cells: { stored: 4, new: 0 }, made: {} });
    expect(again.results).toEqual(first.results);
    const { code, stdout, stderr } = await place.run("tiny.yaml");
    expect(code).toBe(0);
    expect(stderr).toContain("everything is in the store");
    expect(stdout).toContain(first.results?.figures[0]?.key);
    expect(stdout).toMatch(/^again: node \S+main\.js tiny\.yaml$/mu);
  });

  test("writes the normal form as an experiment with the same hash", async () => {
    const normal = await place.summary("results/tiny/spec.normal.yaml");
    expect(normal.made).toEqual({});
    expect(normal.results?.figures).toEqual(first.results?.figures);
  });

  test("trains only the new cells when a value is added to an axis", async () => {
    place.write("more.yaml", tiny({ l1: "[0.03, 0.1, 0.3]" }).replace("name: tiny", "name: more"));
    const more = await place.summary("more.yaml");
    expect(more.cells).toEqual({ total: 6, stored: 4, new: 2, failed: 0 });
    expect(more.made).toEqual({
      point: 2,
      ending: 2,
      similarity: 2,
      heldOut: 2,
      dead: 2,
      convergence: 2,
      table: 2,
      figure: 1,
    });
  });

  test("compares dictionaries with larger ones without training, and calls the most similar best", async () => {
    place.write("larger.yaml", tiny().replaceAll("mmcs.truth", "mmcs.larger").replace("name: tiny", "name: larger"));
    const compared = await place.summary("larger.yaml");
    expect(compared.made).toMatchObject({ pair: 2, larger: 3, table: 2, figure: 1 });
    expect(compared.made).not.toHaveProperty("point");
    const cells = (compared.best?.cells ?? []) as readonly { readonly mean: number }[];
    const means = cells.map(({ mean }) => mean);
    expect(means).toHaveLength(2);
    expect(means).toEqual(means.toSorted((a, b) => b - a));
  });

  test("calls no cell best by a metric of which neither more nor less is better", async () => {
    const asked = tiny().replaceAll(/mmcs\.truth(?=, loss)/gu, "ssll, l1.norm.standardised");
    place.write("ssll.yaml", asked.replace("name: tiny", "name: ssll"));
    const some = await place.summary("ssll.yaml", "--set", "figures=[]");
    expect(some.best?.metric).toBe("loss.reconstruction");
    expect(some.made).toMatchObject({ standardised: 1, table: 1 });
    const none = await place.summary("ssll.yaml", "--set", "figures=[]", "--set", "metrics=[ssll]");
    expect(none.best).toBeNull();
  });

  test("goes on from the stored state when there are more steps", async () => {
    const planned = JSON.parse(
      (await place.run("plan", "tiny.yaml", "--set", "train.steps=80", "--json")).stdout,
    ) as unknown;
    expect(planned).toMatchObject({ steps: 4 * 20, nodes: { point: { new: 4 } } });
    const longer = await place.summary("tiny.yaml", "--set", "train.steps=80");
    const fresh = new Place();
    fresh.write("tiny.yaml", tiny({ steps: "80" }));
    const straight = await fresh.summary("tiny.yaml");
    fresh.remove();
    expect(longer.made["point"]).toBe(4);
    expect(madeOf(longer)).toEqual(madeOf(straight));
    expect(madeOf(longer)).toHaveLength(2);
  });

  test("names the command in the words by which it was started", async () => {
    const pnpm = { npm_lifecycle_event: "exp", npm_config_user_agent: "pnpm/10.0.0", npm_execpath: "/usr/bin/pnpm" };
    for (const [env, words] of [
      [pnpm, "pnpm run exp"],
      [{ ...pnpm, npm_execpath: "/cache/_npx/pnpm.cjs" }, "npx -y pnpm@10 run exp"],
      [{ ...pnpm, npm_config_user_agent: "npm/10.0.0" }, "npm run exp --"],
    ] as const) {
      const { stdout } = await place.run(env, "tiny.yaml", "--set", "data={ active: 3 }");
      expect(stdout).toContain(`again: ${words} tiny.yaml --set 'data={ active: 3 }'\n`);
    }
  });

  test("keeps results of a profile and of changed keys apart, and says when a file's own are replaced", async () => {
    place.write(
      "apart.yaml",
      tiny({ more: "profiles: { short: { train.steps: 50 } }\n" }).replace("name: tiny", "name: apart"),
    );
    const folders: (string | undefined)[] = [];
    for (const words of [[], ["--profile", "short"], ["--set", "train.steps=55"], ["--set", "train.steps=56"]]) {
      const { results } = await place.summary("apart.yaml", ...words);
      expect(results?.replaced).toBeNull();
      folders.push(results?.folder);
    }
    expect(folders.slice(0, 2)).toEqual([join("results", "apart"), join("results", "apart+short")]);
    expect(new Set(folders).size).toBe(4);
    const before = (await place.summary("apart.yaml")).results?.table.key;
    place.write("apart.yaml", tiny({ l1: "[0.03]" }).replace("name: tiny", "name: apart"));
    const after = await place.summary("apart.yaml");
    expect(after.results?.replaced).toBe(before);
    expect((await place.summary("apart.yaml")).results?.replaced).toBeNull();
  });

  test("removes what a killed run left half-written among the results, and nothing else", async () => {
    const living = ownedName();
    // No system gives so high a number to a process.
    const dead = living.replace(`-${process.pid}-`, "-99999999-");
    const hidden = [dead, living].map((owner) => join(place.folder, "results/tiny", `.${owner}.heat.svg`));
    const foreign = join(place.folder, "results/tiny/.notes");
    for (const path of [...hidden, foreign]) writeFileSync(path, "");
    expect((await place.run("tiny.yaml")).code).toBe(0);
    expect([...hidden, foreign].map((path) => existsSync(path))).toEqual([false, true, true]);
  });

  test("prints only hashes and files with --quiet", async () => {
    const { code, stdout, stderr } = await place.run("tiny.yaml", "--quiet");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(stdout.startsWith(first.results?.figures[0]?.key ?? "?")).toBe(true);
  });
});

describe("any number of workers", { timeout: PATIENCE }, () => {
  test("gives the same keys, digests and objects", async () => {
    const made: { results: Summary["results"]; objects: string[] }[] = [];
    for (const workers of ["1", "2", "3"]) {
      const place = new Place();
      place.write("tiny.yaml", tiny());
      const { results } = await place.summary("tiny.yaml", "--workers", workers);
      made.push({ results, objects: place.stored("objects") });
      place.remove();
    }
    expect(made[0]?.results).not.toBeNull();
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
  });
});

describe("a cell that fails", { timeout: PATIENCE }, () => {
  const place = new Place();
  let json: Ended;

  beforeAll(async () => {
    const wild = "wild: { train.optimizer.learningRate: 1000, train.optimizer.beta2: 0 }";
    const text = tiny({ l1: "[0.1]" }).replace("grid:\n", `grid:\n  variant: { calm: {}, ${wild} }\n`);
    place.write("wild.yaml", text);
    json = await place.run("wild.yaml", "--json");
  }, PATIENCE);
  afterAll(() => place.remove());

  test("is named, with its code, while the others go on", () => {
    const summary: Summary = JSON.parse(json.stdout);
    const { outcome, cells, failures, results, made } = summary;
    expect(json.code).toBe(1);
    expect({ outcome, failed: cells.failed, trained: made["point"] }).toEqual({
      outcome: "partial",
      failed: 2,
      trained: 2,
    });
    for (const { cells: names, issues } of failures) {
      expect(names.join()).toContain("variant wild");
      expect(issues[0]?.code).toBe("ENGINE_DIVERGED");
    }
    expect(results?.table.partialOf).not.toBe(results?.table.key);
    expect(json.stderr).toContain("ENGINE_DIVERGED");
  });

  test("leaves a figure that makes itself again from its file, as partial as it was", async () => {
    const { results }: Summary = JSON.parse(json.stdout);
    const [heat] = results?.figures ?? [];
    const again = await place.run("rerun", heat?.files["png"] ?? "", "--json");
    const made: Summary = JSON.parse(again.stdout);
    expect([again.code, made.outcome, made.made]).toEqual([1, "partial", {}]);
    expect(made.results?.figures.map(({ key, digests }) => [key, digests])).toEqual([[heat?.key, heat?.digests]]);
    expect(again.stderr).toContain("identical");
    const verified = await place.run("verify", heat?.key ?? "", "--json");
    expect([verified.code, JSON.parse(verified.stdout).outcome]).toEqual([0, "identical"]);
    const { reasons } = JSON.parse((await place.run("why", "wild.yaml", "--json")).stdout);
    expect(new Set(reasons.map(({ why }: { readonly why: string }) => why))).toEqual(new Set(["unmade"]));
    const { stdout } = await place.run("list", "--outcome", "partial", "--json");
    const kinds = JSON.parse(stdout).found.map(({ kind }: { readonly kind: string }) => kind);
    expect(new Set(kinds)).toEqual(new Set(["figure", "table", "run"]));
  });

  test("is named when it fails and again at the end, with what can be done", () => {
    const [during = "", after = ""] = json.stderr.split("partial after");
    for (const size of ["½×", "1×"]) {
      const name = `variant wild, sae.l1Coefficient 0.1, sae.dictSize ${size}`;
      expect(during).toContain(`failed: ${name}\n`);
      expect(after).toContain(`  ${name}\n`);
    }
    expect(after).toContain("`exclude`");
    expect(after).toMatch(/^try again with: node \S+main\.js wild\.yaml --json$/mu);
  });
});
