import { applyAssignments } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesOf, load, withHead } from "./support.ts";

const sae = async (body: string, set: readonly string[] = []): Promise<unknown> =>
  (await load(withHead(body), { set })).settings.sae;

describe("what only one activation has", () => {
  test("fits that activation, and has its default there", async () => {
    expect(await sae("sae: { activation: topk }")).toMatchObject({ activation: "topk", k: 8 });
    expect(await sae("sae.activation: batchtopk\nsae.k: 3")).toMatchObject({ activation: "batchtopk", k: 3 });
    expect(await sae("sae: { activation: topk }")).not.toHaveProperty("l1Coefficient");
    expect(await sae("")).not.toHaveProperty("k");
  });

  test("is an issue at its place beside another activation", async () => {
    expect(await issuesOf(withHead("sae: { k: 3 }"))).toEqual(["a.yaml:3:11 SPEC_DOES_NOT_FIT"]);
    expect(await issuesOf(withHead("sae: { activation: topk, l1Coefficient: 0.1 }"))).toEqual([
      "a.yaml:3:41 SPEC_DOES_NOT_FIT",
    ]);
  });

  test("does not stay when a later layer chooses another activation", async () => {
    const over = await sae("sae: { l1Coefficient: 0.3, dictSize: 40 }", ["sae.activation=topk", "sae.k=5"]);
    expect(over).toMatchObject({ activation: "topk", k: 5, dictSize: 40 });
    expect(over).not.toHaveProperty("l1Coefficient");
  });

  test("is an issue where an axis brings it to an activation that lacks it", async () => {
    const text = "sae.activation: topk\ngrid: { sae.l1Coefficient: [0.1, 1] }";
    expect(await issuesOf(withHead(text))).toEqual(["a.yaml:4:29 SPEC_DOES_NOT_FIT", "a.yaml:4:34 SPEC_DOES_NOT_FIT"]);
  });

  test("comes with the variant that chooses the activation", async () => {
    const { axes } = await load(
      withHead(
        "grid: { variant: { relu: {}, topk: { sae.activation: topk, sae.k: 4 }, plain: { sae.activation: relu } } }",
      ),
    );
    expect(axes[0]?.points).toHaveLength(3);
  });

  test("may have branches of its own, however a variant orders them", async () => {
    const variant = "{ sae.auxiliary.k: 4, sae.auxiliary.kind: auxk, sae.k: 3, sae.activation: topk }";
    const { axes, settings } = await load(withHead(`grid: { variant: { revived: ${variant} } }`));
    expect(applyAssignments(settings, axes[0]?.points[0]?.set ?? []).sae).toMatchObject({
      activation: "topk",
      k: 3,
      auxiliary: { kind: "auxk", k: 4, coefficient: 0.03125, deadAfter: 500 },
    });
    expect(
      await sae("sae: { activation: topk, auxiliary: { kind: auxk, k: 2 } }", ["sae.auxiliary.kind=none"]),
    ).toMatchObject({
      auxiliary: { kind: "none" },
    });
    expect(await issuesOf(withHead("sae: { auxiliary: { kind: auxk } }"))).toEqual(["a.yaml:3:1 SPEC_DOES_NOT_FIT"]);
  });

  test("k counts some of the elements", async () => {
    expect(await issuesOf(withHead("sae: { activation: topk, dictSize: 4, k: 5 }"))).toEqual([
      "a.yaml:3:42 SPEC_RANGE",
    ]);
    const grid = "sae: { activation: topk, k: 5 }\ngrid: { sae.dictSize: [8, 4] }";
    expect(await issuesOf(withHead(grid))).toEqual(["a.yaml:3:29 SPEC_RANGE"]);
  });
});

test("a form at its defaults changes no normal form, and another one is in it", async () => {
  const plain = await load(withHead(""));
  const written = await load(withHead("sae: { tied: false, decoderBias: none, activation: relu }"));
  expect(written.normal).toEqual(plain.normal);
  expect(JSON.stringify(plain.normal)).not.toMatch(/tied|decoderBias/u);
  const other = await load(withHead("sae: { tied: true, activation: topk, k: 3 }"));
  expect(other.normal).toMatchObject({ sae: { tied: true, activation: "topk", k: 3 } });
});
