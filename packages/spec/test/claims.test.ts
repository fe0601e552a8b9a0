import * as fc from "fast-check";
import { ClaimFault, parseClaim, showClaim, walk } from "@goldilocks/spec";
import { describe, expect, test, vi } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

const claims = (text: string): string => withHead(`claims:\n  - ${text}`);
const issuesOf = (text: string): Promise<string[]> => issuesAfterHead(`claims:\n  - ${text}`);

describe("a claim", () => {
  test.each([
    "zone(mmcs.truth > 0.95) covers [0.0316, 0.316]",
    "zone(mmcs.truth > 0.9 and dead = 0) along sae.dictSize covers [1×, 8×]",
    "argmax(mmcs.truth at dead = 0) of sae.l1Coefficient in [0.1, 0.2] where sae.dictSize = 1×",
    'mmcs.truth at variant = jitter < mmcs.truth at variant = "clean 2"',
    "not (any(converged) or share(l0 > 2) >= 0.5) where sae.dictSize in {½×, 2×}, (dead < 3 or converged)",
    "-2 * (mean(l0) - 1) / -3.50 <= max(l0) - (1 - 0.5)",
    "low(zone(converged)) within zone(dead = 0) and (mean(l0) > 1) = true",
  ])("parsed from its normal form is the same claim: %s", (text) => {
    expect(showClaim(parseClaim(text))).toBe(text);
  });

  test.each([
    ["1x", "1×"],
    ["0.125×", "⅛×"],
    ["½", "½×"],
    ["mean( l0 )>1", "mean(l0) > 1"],
    ["((mean(l0))) > (1)", "mean(l0) > 1"],
    ["a = 'b'", 'a = "b"'],
    ["(mean(a) > 1) at b = 2", "mean(a) > 1 where b = 2"],
  ])("%s means %s", (written, normal) => {
    expect(showClaim(parseClaim(written))).toBe(normal);
  });

  test("keeps how many digits a number was written with", () => {
    const digits = ["0.0316", "0.10", "10", "1.50e-9"].map((text) => parseClaim(text));
    expect(digits.map((one) => (one.kind === "number" ? one.digits : 0))).toEqual([3, 2, 2, 3]);
    expect(digits.map(showClaim)).toEqual(["0.0316", "0.10", "10", "1.50e-9"]);
  });

  test("counts no more digits than a number can be printed with", () => {
    const long = parseClaim(`1${"0".repeat(150)}`);
    expect(parseClaim(showClaim(long))).toMatchObject({ value: 1e150, digits: 100 });
    expect(long).toMatchObject({ value: 1e150, digits: 100 });
  });

  test("binds at before comparison, and where last", () => {
    const claim = parseClaim("a at b = 1 < c at b = 2, d = 3 where e = 4");
    expect(claim).toMatchObject({ kind: "at", conditions: [{ left: { name: "e" } }] });
    expect(claim.kind === "at" && claim.of).toMatchObject({
      kind: "compare",
      left: { kind: "at", conditions: [{}] },
      right: { kind: "at", conditions: [{}, {}] },
    });
  });
});

const words = fc.constantFrom(
  ..."mean( zone( argmax( ) ( [ ] { } , mmcs.truth variant a-b at where of along and or not in covers within < >= = != + - * /".split(
    " ",
  ),
  ..."1× ½× 0.95 1e999 true 'x y' \" × \u{1F600}".split(" "),
);

/** The normal form, or where it went wrong; anything but a fault is thrown on. */
function outcome(text: string): string {
  try {
    return showClaim(parseClaim(text));
  } catch (fault) {
    if (!(fault instanceof ClaimFault)) throw fault;
    expect(fault.start).toBeGreaterThanOrEqual(0);
    expect(fault.end).toBeLessThanOrEqual(Math.max(text.length, 1));
    return "";
  }
}

test("any text is a claim or a fault in it", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (text) => typeof outcome(text) === "string"));
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => typeof outcome(text) === "string"));
  expect(() => outcome("?")).not.toThrow();
});

test("any words of the language are a fault, or a claim whose normal form is its own", () => {
  let understood = 0;
  const line = fc.array(words, { maxLength: 30 }).map((all) => all.join(" "));
  fc.assert(
    fc.property(line, (text) => {
      const normal = outcome(text);
      if (normal === "") return;
      understood++;
      expect(showClaim(parseClaim(normal))).toBe(normal);
    }),
    { numRuns: 5000 },
  );
  expect(understood).toBeGreaterThan(50);
});

const leaf = fc.constantFrom("a.b", "0.0316", "1×", "'n m'", "true", "variant");
const expression = fc.letrec<{ any: string; condition: string }>((tie) => ({
  condition: fc.oneof(
    fc.tuple(leaf, fc.constantFrom("=", "<", "in")).map(([value, by]) => `x ${by} ${by === "in" ? "[1, 2]" : value}`),
    tie("any").map((inner) => `(${inner})`),
  ),
  any: fc.oneof(
    { depthSize: "medium" },
    leaf,
    fc
      .tuple(tie("any"), fc.constantFrom("+", "-", "*", "/", "<", "covers", "and", "or"), tie("any"))
      .map(([left, by, right]) => `(${left}) ${by} (${right})`),
    fc.tuple(fc.constantFrom("not", "-"), tie("any")).map(([by, of]) => `${by} (${of})`),
    fc.tuple(fc.constantFrom("mean", "all", "low"), tie("any")).map(([by, of]) => `${by}(${of})`),
    fc.tuple(tie("any"), tie("condition")).map(([of, condition]) => `(${of}) at ${condition}`),
    tie("any").map((of) => `argmin(${of}) of x`),
    tie("any").map((of) => `zone(${of}) along x`),
  ),
})).any;

/** A claim without its places. */
const bare = (text: string): unknown =>
  JSON.parse(JSON.stringify(parseClaim(text), (key, value: unknown) => (key === "start" || key === "end" ? 0 : value)));

test("the normal form of any claim is the same tree", () => {
  fc.assert(
    fc.property(expression, (text) => {
      if (outcome(text) === "") return;
      expect(bare(showClaim(parseClaim(text)))).toEqual(bare(text));
    }),
    { numRuns: 2000 },
  );
});

describe("a fault of a claim is shown at its place in the file", () => {
  test.each<[string, readonly string[]]>([
    ["mean(l0) >", ["4:15 SPEC_CLAIM"]],
    ["mean(l0) > > 1", ["4:16 SPEC_CLAIM"]],
    ["men(l0) > 1", ["4:5 SPEC_CLAIM"]],
    ["mean(l0 > 1", ["4:16 SPEC_CLAIM"]],
    ["1 < 2 < 3", ["4:11 SPEC_CLAIM"]],
    ["argmax(l0) > 1", ["4:16 SPEC_CLAIM"]],
    ["a at b = ", ["4:13 SPEC_CLAIM"]],
    ["a ? b", ["4:7 SPEC_CLAIM"]],
    ["a > 1e999", ["4:9 SPEC_CLAIM"]],
    ["a b", ["4:7 SPEC_CLAIM"]],
    ["a at b > 1 < 2", []],
    ["a at b", ["4:11 SPEC_CLAIM"]],
    ["all(a > 1 at b = 2)", ["4:15 SPEC_CLAIM"]],
    ["'a = ''b'", ["4:10 SPEC_CLAIM"]],
    [String.raw`"a > \u0031 ?"`, ["4:17 SPEC_CLAIM"]],
    ["{ name: x, claim: 'a >' }", ["4:27 SPEC_CLAIM"]],
    [">\n    a > 1\n    and ?", ["6:9 SPEC_CLAIM"]],
    ["a > 1\n    and ?", ["5:9 SPEC_CLAIM"]],
    [`${"(".repeat(40)}1${")".repeat(40)}`, ["4:37 SPEC_TOO_DEEP"]],
    ["a".repeat(1001), ["4:5 SPEC_RANGE"]],
    ["7", ["4:5 SPEC_TYPE"]],
    ["{ name: x }", ["4:5 SPEC_MISSING_KEY"]],
    ["{ claim: a > 1, interval: 1 }", ["4:31 SPEC_RANGE"]],
    ["{ claim: a > 1, unconverged: maybe }", ["4:34 SPEC_VALUE"]],
  ])("%s", async (text, issues) => {
    expect(await issuesOf(text)).toEqual(issues);
  });

  test("every claim has its own, and two of one name are told apart", async () => {
    expect(await issuesOf("a >\n  - b >\n  - { name: x, claim: a > 1 }\n  - { name: x, claim: a > 2 }")).toEqual([
      "4:8 SPEC_CLAIM",
      "5:8 SPEC_CLAIM",
      "7:13 SPEC_DUPLICATE_VALUE",
    ]);
  });
});

describe("claims in an experiment", () => {
  test("have names, a level and the place of every part", async () => {
    const { claims: all, spans } = await load(
      claims("mean(l0)>1\n  - { name: b, claim: 'a  = 1', says: s, interval: 0.9 }"),
    );
    expect(all).toMatchObject([
      { name: "claim-1", text: "mean(l0) > 1", interval: 0.95, unconverged: "undecided" },
      { name: "b", text: "a = 1", says: "s", interval: 0.9, unconverged: "undecided" },
    ]);
    const [first, second] = all.map(({ expression: claim }) => [...walk(claim)].length);
    const placed = [...spans].filter(([key]) => key.startsWith("claims["));
    expect(placed).toHaveLength((first ?? 0) + (second ?? 0) + 2);
    expect(spans.get("claims[1]@5-6")?.start).toMatchObject({ line: 5, column: 29 });
  });

  test("stand in the normal form, which is an experiment with the same claims", async () => {
    const experiment = await load(claims("mean(l0)>1 where sae.dictSize=1x"));
    expect(experiment.normal).toMatchObject({
      claims: [{ name: "claim-1", claim: "mean(l0) > 1 where sae.dictSize = 1×", interval: 0.95 }],
    });
    const again = await load(JSON.stringify(experiment.normal));
    expect(again.normal).toEqual(experiment.normal);
  });

  test("are inherited by a file without a name of its own alone", async () => {
    const base = claims("a > 1");
    const named = async (name: string): Promise<number> =>
      (await load({ "a.yaml": `extends: base.yaml\n${name}`, "base.yaml": base })).claims.length;
    expect([await named(""), await named("name: y")]).toEqual([1, 0]);
    const profiles = {
      "a.yaml": "extends: base.yaml\nname: y",
      "base.yaml": withHead(`profiles: { p: { claims: [a > 1], train.steps: 7 } }`),
    };
    const { claims: none, settings } = await load(profiles, { profile: "p" });
    expect([none, settings.train.steps]).toEqual([[], 7]);
  });

  test("of a profile replace those of the file, and an experiment without any says nothing of them", async () => {
    const text = `${claims("a > 1")}\nprofiles: { p: { claims: [] } }`;
    expect((await load(text, { profile: "p" })).claims).toEqual([]);
    expect(JSON.stringify((await load(withHead(""))).normal)).not.toContain("claims");
  });
});

describe("readings", () => {
  const readings =
    "readings: { decay: { power: {}, none: { data.decay.kind: none } }, draw: { a: {}, b: { data.draw: sample } } }";

  test("are axes before those of the grid", async () => {
    const { axes, readings: names, normal } = await load(withHead(`grid: { sae.dictSize: [8, 16] }\n${readings}`));
    expect(axes.map(({ name }) => name)).toEqual(["decay", "draw", "sae.dictSize"]);
    expect(names).toEqual(["decay", "draw"]);
    expect((await load(JSON.stringify(normal))).normal).toEqual(normal);
  });

  test("that a figure does not name are the first ones in it, and its caption says so", async () => {
    const grid = "grid: { sae.dictSize: [8, 16] }";
    const figures =
      "figures: [{ kind: line, x: sae.dictSize, y: mmcs.truth, facet: draw }, { kind: line, x: draw, y: mmcs.truth, where: { decay: [none] } }]";
    const { figures: drawn, normal } = await load(withHead(`${grid}\n${readings}\n${figures}`));
    expect(drawn[0]).toMatchObject({ where: { decay: ["power"] }, caption: "Of the reading decay power." });
    expect(drawn[1]?.where).toEqual({ decay: ["none"] });
    expect(drawn[1]?.caption).toBeUndefined();
    expect((await load(JSON.stringify(normal))).figures).toEqual(drawn);
  });

  test("set nothing that the grid sets", async () => {
    expect(
      await issuesAfterHead(
        "grid: { data.draw: [batch, sample] }\nreadings: { draw: { a: {}, b: { data.draw: sample } } }",
      ),
    ).toEqual(["3:20 SPEC_AXIS_CONFLICT"]);
  });

  test("are left out, one or all, by null", async () => {
    const text = `${withHead(readings)}\nprofiles: { one: { readings: { decay: null } }, all: { readings: null } }`;
    expect((await load(text, { profile: "one" })).readings).toEqual(["draw"]);
    expect((await load(text, { profile: "all" })).axes).toEqual([]);
  });
});
