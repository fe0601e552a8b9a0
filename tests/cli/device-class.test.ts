import { join } from "node:path";
import { opVersions, type Result, type Store } from "@goldilocks/engine";
import { compile, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { openStore } from "@goldilocks/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, Place, type Summary, tiny } from "./exp.ts";

type Json = Result["provenance"];

const PATIENCE = 120_000;

/** A class of device that no program has; what it "computed" is what the exact one did, with some metrics moved. */
const INVENTED = "invented-1";

const exact = new Place();
let plans: { readonly exact: Plan; readonly other: Plan };

beforeAll(async () => {
  exact.write("tiny.yaml", tiny());
  await exact.run("tiny.yaml");
  const experiment = await loadExperiment("tiny.yaml", { read: () => tiny() });
  plans = { exact: compile(experiment, opVersions), other: compile(experiment, opVersions, INVENTED) };
}, PATIENCE);
afterAll(() => exact.remove());

const figureOf = ({ figures }: Plan): string => figures[0] ?? "";
const codeOf = ({ stderr }: Ended): string => /\bCLI_[A-Z_]+\b/u.exec(stderr)?.[0] ?? "";

/** A place whose store has all results, or those of some kinds, as if the invented device had made them. */
async function invented(moved: number, tolerances: Json, has: (kind: string) => boolean = () => true): Promise<Place> {
  const place = new Place();
  const [from, to] = await Promise.all([exact, place].map(({ folder }) => openStore(join(folder, "store"))));
  if (from === undefined || to === undefined) throw new Error("no store");
  const keys = [...plans.exact.nodes.keys()];
  for (const [index, node] of [...plans.other.nodes.values()].entries()) {
    const result = await from.result(keys[index] ?? "");
    if (result === undefined || !has(node.kind)) continue;
    for (const { digest } of Object.values(result.outputs)) await to.write(await from.read(digest));
    const own = { ...result, key: node.key, preImage: node.preImage };
    await to.record(node.kind === "table" ? await withMoved(own, moved, tolerances, to) : own);
  }
  const nodes = [...plans.other.nodes.values()].map(({ key, preImage }) => ({ key, preImage }));
  const { experiment, table, figures, goals } = plans.other;
  await to.writeRun("20260101T000000000Z-0000", {
    id: "20260101T000000000Z-0000",
    name: experiment.name,
    title: experiment.title,
    started: "2026-01-01T00:00:00.000Z",
    plan: await to.write(new TextEncoder().encode(JSON.stringify(nodes))),
    table,
    figures,
    goals,
    spec: experiment.normal,
  });
  return place;
}

/** The table with MMCS of its first cell moved. */
async function withMoved(result: Result, moved: number, tolerances: Json, store: Store): Promise<Result> {
  interface Cells {
    readonly columns: readonly { readonly name: string; readonly values: number[] }[];
  }
  const output = result.outputs["cells.json"];
  const cells: Cells = JSON.parse(new TextDecoder().decode(await store.read(output?.digest ?? "")));
  const values = cells.columns.find(({ name }) => name === "mmcs.truth")?.values ?? [];
  values[0] = (values[0] ?? 0) + moved;
  const bytes = new TextEncoder().encode(JSON.stringify(cells));
  const changed = { digest: await store.write(bytes), bytes: bytes.length, mediaType: "application/json" };
  return { ...result, outputs: { ...result.outputs, "cells.json": changed }, provenance: { tolerances } };
}

describe("a figure of another class of device", { timeout: PATIENCE }, () => {
  test("has another hash, as have its trainings and all that is made from them, and nothing else", () => {
    expect(figureOf(plans.other)).not.toBe(figureOf(plans.exact));
    const pairs = [...plans.exact.nodes.values()].map((node, index) => [node, [...plans.other.nodes.values()][index]]);
    const untouched = new Set(["features", "covariance", "stream", "codes", "chance"]);
    for (const [one, other] of pairs) {
      expect(other?.kind).toBe(one?.kind);
      expect(other?.key === one?.key).toBe(untouched.has(one?.kind ?? ""));
    }
  });

  test("is given from the store, where everything is stored", async () => {
    const place = await invented(0, {});
    const { code, stderr } = await place.run("rerun", figureOf(plans.other));
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("identical") });
    place.remove();
  });

  test("is drawn here again, where only what is always exact is missing", async () => {
    const place = await invented(0, {}, (kind) => kind !== "figure");
    const again = await place.summary("rerun", figureOf(plans.other));
    expect(again).toMatchObject({ outcome: "done", made: { figure: 1 } });
    place.remove();
  });

  test("is CLI_CANNOT_RUN_HERE where a training is missing, and for exp verify; the class and the way out are named", async () => {
    const place = await invented(0, {}, (kind) => kind === "figure");
    const ended = await place.run("rerun", figureOf(plans.other));
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 1, problem: "CLI_CANNOT_RUN_HERE" });
    expect(ended.stderr).toContain(INVENTED);
    expect(ended.stderr).toContain("--device exact");
    const whole = await invented(0, {});
    expect(codeOf(await whole.run("verify", figureOf(plans.other)))).toBe("CLI_CANNOT_RUN_HERE");
    for (const one of [place, whole]) one.remove();
  });
});

describe("--device exact", { timeout: PATIENCE }, () => {
  test("derives it anew under the hash of the exact figure, linked to the first, and finds it equivalent", async () => {
    const place = await invented(1e-4, { "mmcs.truth": { absolute: 1e-3 } });
    const from = figureOf(plans.other);
    const { code, stdout, stderr } = await place.run("rerun", from, "--device", "exact", "--json");
    const made: Summary = JSON.parse(stdout);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("equivalent") });
    expect(made.results?.figures.map(({ key }) => key)).toEqual([figureOf(plans.exact)]);
    expect(made.made["point"]).toBe(4);
    const shown = async (hash: string): Promise<unknown> =>
      JSON.parse((await place.run("show", hash, "--json")).stdout);
    expect(await shown(figureOf(plans.exact))).toMatchObject({ derivedFrom: [from], derivedIn: [] });
    expect(await shown(from)).toMatchObject({ derivedFrom: [], derivedIn: [made.run] });
    expect(await shown(made.run)).toMatchObject({ is: "run", derivedFrom: from });
    expect((await place.run("show", made.run)).stdout).toContain(from);
    place.remove();
  });

  test.each([
    ["identical, where no metric differs", 0, {}, 0, "identical"],
    ["different, beyond the recorded tolerance", 1e-2, { "mmcs.truth": { absolute: 1e-3 } }, 1, "different"],
    ["different, where no tolerance is recorded", 1e-9, {}, 1, "different"],
  ] as const)("finds it %s", async (_, moved, tolerances, code, word) => {
    const place = await invented(moved, tolerances);
    const ended = await place.run(figureOf(plans.other), "--device", "exact", "--quiet");
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code, stderr: expect.stringContaining(word) });
    if (word === "different") expect(ended.stderr).toContain("mmcs.truth of row 0 was");
    place.remove();
  });

  test("compares nothing where the first table is not stored", async () => {
    const place = await invented(0, {}, (kind) => kind === "figure");
    const ended = await place.run(figureOf(plans.other), "--device", "exact", "--quiet");
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing was compared") });
    place.remove();
  });

  test("of an exact figure is simply the same", async () => {
    const again = await exact.summary("rerun", figureOf(plans.exact), "--device", "exact");
    expect(again).toMatchObject({ outcome: "done", made: {} });
    expect(again.results?.figures.map(({ key }) => key)).toEqual([figureOf(plans.exact)]);
  });

  test("is the only one there is", async () => {
    const ended = await exact.run("rerun", figureOf(plans.exact), "--device", "gpu");
    expect({ code: ended.code, problem: codeOf(ended) }).toEqual({ code: 2, problem: "CLI_BAD_VALUE" });
  });
});
