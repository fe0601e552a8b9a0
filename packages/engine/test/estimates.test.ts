import type { EstimateSpec } from "@goldilocks/spec";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimated, madeOf, placeOf, proposed } from "./support/estimates.ts";

const dead = { method: "dead", atMost: 0, onlyConverged: true } as const;
const curves = { method: "ssll", peaks: "curves", onlyConverged: true } as const;
const values = { method: "ssll", peaks: "values", onlyConverged: true } as const;
const larger = { method: "mmcs.larger", aboveChance: false, onlyConverged: true } as const;

const allFalse = (rows: number, columns: number): boolean[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => false));
const grids = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[][]> =>
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 5 });
const flagged = (values_: readonly (readonly unknown[])[]): fc.Arbitrary<boolean[][]> =>
  fc.tuple(...values_.map((row) => fc.tuple(...row.map(() => fc.boolean()))));
/** Of one line of six cells all have converged but one. */
const but = (column: number): boolean[][] => [[0, 1, 2, 3, 4, 5].map((one) => one !== column)];
const of = (...lines: readonly (readonly number[])[]): { dead: readonly (readonly number[])[] } => ({ dead: lines });
const any: readonly EstimateSpec[] = [dead, { ...dead, atMost: 2 }, curves, values, larger];
const columnOf = ({ method }: EstimateSpec): string => method;

describe("dead elements", () => {
  test("propose the largest size with none, and its last L1 coefficient before the first", async () => {
    expect(
      await proposed(dead, {
        dead: [
          [0, 0, 0, 0, 4],
          [0, 0, 0, 1, 6],
          [17, 2, 9, 9, 9],
        ],
      }),
    ).toEqual([1, 2]);
  });

  test("stop at the first cell with some, whatever comes after it", async () => {
    expect(await proposed(dead, { dead: [[0, 0, 3, 0, 0]] })).toEqual([0, 1]);
  });

  test("allow as many as are asked for", async () => {
    const counts = [
      [0, 0, 1, 4],
      [2, 2, 3, 9],
    ];
    expect(await proposed({ ...dead, atMost: 1 }, { dead: counts })).toEqual([0, 2]);
    expect(await proposed({ ...dead, atMost: 2 }, { dead: counts })).toEqual([1, 1]);
  });

  test("pass over cells without a count", async () => {
    expect(await proposed(dead, { dead: [[null, 0, null, 0, 5]] })).toEqual([0, 3]);
  });

  test("find none where every size has some from the beginning, or no cell has a count", async () => {
    expect(await proposed(dead, { dead: [[1, 0, 0]] })).toContain("more than 0");
    expect(await proposed(dead, { dead: [[null, null]] })).toContain("no cell has a count");
  });

  test("say so where the proposal lies at the end of what was measured", async () => {
    const { repeats } = await estimated(dead, {
      dead: [
        [0, 1],
        [0, 0],
      ],
    });
    expect(repeats[0]?.proposal?.edges).toEqual(["largest size", "largest L1 coefficient"]);
  });

  test("are gone through as the rule says, on any table", async () => {
    await fc.assert(
      fc.asyncProperty(grids(sometimes(fc.nat({ max: 3 }))), fc.nat({ max: 2 }), async (counts, atMost) => {
        let expected: readonly [number, number] | undefined;
        for (const [row, line] of counts.entries()) {
          for (const [column, count] of line.entries()) {
            const sofar = line.slice(0, column + 1).filter((one) => one !== null);
            if (count !== null && sofar.every((one) => one <= atMost)) expected = [row, column];
          }
        }
        const found = await proposed({ ...dead, atMost }, { dead: counts });
        if (expected === undefined) expect(typeof found).toBe("string");
        else expect(found).toEqual(expected);
      }),
    );
  });
});

describe("peaks of the curves of equal SSLL", () => {
  // As at the scale of the post, ½, 1, 2 and 4 times the features.
  const measured = [
    [0.287, 0.575, 0.845, 1.102, 1.285, 1.382, 1.448, 1.436, -0.49, -0.375],
    [-0.181, 0.066, -0.142, -0.177, -0.172, -0.069, 0.207, 0.815, 1.439, -1.059],
    [-0.939, -0.524, -0.334, -0.3, -0.289, -0.271, -0.221, -0.072, 0.247, 1.214],
    [-0.976, -0.996, -0.721, -0.439, -0.417, -0.408, -0.388, -0.351, -0.229, 0.037],
  ];

  test("propose the smallest size at which SSLL sticks, and where it changes least", async () => {
    const { repeats } = await estimated(curves, { ssll: measured });
    expect(repeats[0]?.candidates.map(placeOf)).toEqual([
      [1, 3],
      [2, 4],
      [3, 5],
    ]);
    expect(repeats[0]?.proposal).toMatchObject({ dictSize: 20, value: -0.177 });
  });

  test("find none where SSLL only rises to its highest and falls", async () => {
    expect(await proposed(curves, { ssll: measured.slice(0, 1) })).toContain("sticks at no size");
    expect(await proposed(curves, { ssll: [[0, 1, 3, 6, 10, 2]] })).toContain("sticks at no size");
  });

  test("do not take for one that all is the same, nor what is flat after the highest", async () => {
    expect(await proposed(curves, { ssll: [[1, 1, 1, 1, 1, 1]] })).toContain("sticks at no size");
    expect(await proposed(curves, { ssll: [[0, 4, 8, 1, 1, 1, 1, 2]] })).toContain("sticks at no size");
  });

  test("of equal ones take the smallest L1 coefficient", async () => {
    expect(await proposed(curves, { ssll: [[0, 4, 4, 4, 4, 8, 12]] })).toEqual([0, 2]);
  });

  test("sit where half of the largest change is just reached", async () => {
    expect(await proposed(curves, { ssll: [[0, 2, 3, 4, 6]] })).toContain("sticks at no size");
    expect(await proposed(curves, { ssll: [[0, 3, 4, 5, 8]] })).toEqual([0, 2]);
    expect(await proposed(curves, { ssll: [[0, 3, 4, 5.125, 8.125]] })).toContain("sticks at no size");
  });

  test("find none where nothing has an SSLL, or a size has but one cell", async () => {
    expect(await proposed(curves, { ssll: [[null, null]] })).toBe("no cell has an SSLL");
    expect(await proposed(curves, { ssll: [[1], [2]] })).toContain("sticks at no size");
  });
});

describe("peaks of SSLL itself", () => {
  test("are above all neighbours, diagonal ones too, the highest first", async () => {
    const ssll = [
      [0, 2, 0, 0, 1, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 3, 0, 0],
      [0, 0, 4, 0, 0, 0],
    ];
    const { repeats } = await estimated(values, { ssll });
    expect(repeats[0]?.candidates.map(placeOf)).toEqual([
      [3, 2],
      [0, 1],
      [0, 4],
    ]);
  });

  test("have a neighbour on both sides", async () => {
    expect(await proposed(values, { ssll: [[5, 1, 4]] })).toContain("no cell has more SSLL");
    expect(await proposed(values, { ssll: [[1, 5, null]] })).toContain("no cell has more SSLL");
  });

  test("of equal neighbours the smallest size, then the smallest L1 coefficient counts", async () => {
    expect(await proposed(values, { ssll: [[0, 5, 5, 0]] })).toEqual([0, 1]);
    expect(
      await proposed(values, {
        ssll: [
          [0, 0, 5, 0],
          [0, 5, 0, 0],
        ],
      }),
    ).toEqual([0, 2]);
  });

  test("are those that looking at every neighbour finds, on any table", async () => {
    await fc.assert(
      fc.asyncProperty(grids(sometimes(fc.nat({ max: 9 }))), async (ssll) => {
        const at = (row: number, column: number): number | null => ssll[row]?.[column] ?? null;
        const expected: string[] = [];
        for (const [row, line] of ssll.entries()) {
          for (const [column, value] of line.entries()) {
            if (value === null || at(row, column - 1) === null || at(row, column + 1) === null) continue;
            const steps = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((across) => [down, across] as const));
            const beaten = steps.some(([down, across]) => {
              const other = at(row + down, column + across);
              if (other === null || (down === 0 && across === 0)) return false;
              return 3 * down + across < 0 ? other >= value : other > value;
            });
            if (!beaten) expected.push(`${row},${column}`);
          }
        }
        const { repeats } = await estimated(values, { ssll });
        const found = repeats[0]?.candidates ?? [];
        expect(found.map((cell) => placeOf(cell).join(",")).toSorted()).toEqual(expected.toSorted());
        for (const [index, { value }] of found.entries())
          expect(value).toBeLessThanOrEqual(found[index - 1]?.value ?? 9);
      }),
    );
  });
});

describe("MMCS with larger", () => {
  test("proposes the largest; of equal ones the smallest size, then the smallest L1 coefficient", async () => {
    expect(
      await proposed(larger, {
        "mmcs.larger": [
          [0.2, 0.9, 0.4],
          [0.3, 0.95, 0.95],
          [null, null, null],
        ],
      }),
    ).toEqual([1, 1]);
  });

  test("is compared above chance where that is asked for", async () => {
    const grid = { "mmcs.larger": [[0.8, 0.9]], "mmcs.larger.aboveChance": [[0.7, 0.6]] };
    expect(await proposed(larger, grid)).toEqual([0, 1]);
    expect(await proposed({ ...larger, aboveChance: true }, grid)).toEqual([0, 0]);
  });

  test("may be that with the next larger alone", async () => {
    const grid = { "mmcs.larger": [[0.8, 0.9]], "mmcs.larger.next": [[0.7, 0.6]] };
    expect(await proposed({ ...larger, method: "mmcs.larger.next" }, grid)).toEqual([0, 0]);
  });

  test("finds none where nothing could be compared", async () => {
    expect(await proposed(larger, { "mmcs.larger": [[null, null]] })).toContain("no dictionary has a larger one");
    expect(await proposed(larger, { other: [[1, 2]] })).toContain("no dictionary has a larger one");
  });
});

describe("what has not converged", () => {
  test("is not proposed, nor passed over for what is worse", async () => {
    const grid = { "mmcs.larger": [[0.9, 0.5]], converged: [[false, true]] };
    expect(await proposed(larger, grid)).toBe("size 10 at L1 0.1 has not converged");
  });

  test("is not proposed while it is too early to tell", async () => {
    const grid = { "mmcs.larger": [[0.9, 0.5]], converged: [[null, true]] };
    const { repeats } = await estimated(larger, grid);
    expect(repeats[0]).toMatchObject({ proposal: null, candidates: [{ converged: null }] });
    expect(repeats[0]?.reason).not.toContain("has not converged");
    expect(repeats[0]?.cells.map(({ leftOut }) => leftOut)).toEqual(["too early", null]);
    expect(await proposed({ ...larger, onlyConverged: false }, grid)).toEqual([0, 0]);
  });

  test("still counts as a neighbour", async () => {
    const ssll = [[0, 1, 2, 1, 5, 1]];
    expect(await proposed(values, { ssll, converged: but(5) })).toEqual([0, 4]);
    expect(await proposed(values, { ssll, converged: but(4) })).toContain("has not converged");
  });

  test("is marked among the cells, and so is what has no value", async () => {
    const { repeats } = await estimated(dead, { dead: [[null, 0, 0]], converged: [[true, true, false]] });
    expect(repeats[0]?.cells.map(({ value, leftOut }) => [value, leftOut])).toEqual([
      [null, "absent"],
      [0, null],
      [0, "not converged"],
    ]);
  });

  test("is never proposed, on any table, and what is proposed is a cell of it", async () => {
    const cases = grids(sometimes(fc.nat({ max: 4 }))).chain((table) => fc.tuple(fc.constant(table), flagged(table)));
    await fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(...any), async ([table, converged], spec) => {
        const { repeats } = await estimated(spec, { [columnOf(spec)]: table, converged });
        const [{ proposal, reason, candidates } = { proposal: null, reason: null, candidates: [] }] = repeats;
        expect(proposal === null).toBe(reason !== null);
        for (const cell of candidates) {
          const [row, column] = placeOf(cell);
          expect(table[row]?.[column]).toBe(cell.value);
          expect(converged[row]?.[column]).toBe(cell.converged);
        }
        expect(proposal === null || proposal.converged).toBe(true);
      }),
    );
  });

  test("says nothing against a proposal where it is allowed", async () => {
    await fc.assert(
      fc.asyncProperty(grids(fc.nat({ max: 4 })), fc.constantFrom(...any), async (table, spec) => {
        const column = columnOf(spec);
        const converged = allFalse(table.length, table[0]?.length ?? 0);
        const all = await proposed({ ...spec, onlyConverged: false }, { [column]: table, converged });
        expect(all).toEqual(await proposed(spec, { [column]: table }));
      }),
    );
  });
});

describe("repeats", () => {
  test("are estimated each for itself, and then their middle and spread", async () => {
    const { found, dictSize, l1Coefficient, repeats } = await estimated(
      dead,
      of([0, 0, 1], [1, 1, 1]),
      of([0, 0, 0], [0, 1, 1]),
      of([1, 1, 1], [1, 1, 1]),
      of([0, 1, 1], [0, 0, 1]),
    );
    expect(repeats.map(({ proposal }) => proposal && placeOf(proposal))).toEqual([[0, 1], [1, 0], null, [1, 1]]);
    expect(found).toBe(3);
    expect(dictSize).toEqual({ min: 10, median: 20, max: 20 });
    expect(l1Coefficient).toEqual({ min: 0.1, median: 0.2, max: 0.2 });
  });

  test("that are even in number have as their median the lower one, which is on the grid", async () => {
    const { dictSize } = await estimated(dead, of([0], [1]), of([0], [0]));
    expect(dictSize).toEqual({ min: 10, median: 10, max: 20 });
  });

  test("in which nothing was found have no middle", async () => {
    const { found, dictSize, l1Coefficient } = await estimated(dead, of([1]), of([2]));
    expect([found, dictSize, l1Coefficient]).toEqual([0, null, null]);
  });
});

describe("the truth", () => {
  test("stands beside the proposals: features, the best cell, and the zone at the nearest size", async () => {
    const { group } = await madeOf([dead], {
      dead: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      "mmcs.truth": [
        [0.96, 0.97, 0.5],
        [0.4, 0.96, 0.97],
        [0.99, 0.2, 0.1],
      ],
    });
    expect(group.truth).toEqual([
      {
        repeat: 0,
        nFeatures: 20,
        best: { dictSize: 40, l1Coefficient: 0.1, mmcsTruth: 0.99 },
        zone: { above: 0.95, dictSize: 20, from: 0.2, to: 0.4 },
      },
    ]);
    expect(group.estimates[0]?.repeats[0]?.proposal?.mmcsTruth).toBe(0.1);
  });

  test("is what is known of it", async () => {
    const { group } = await madeOf([dead], { dead: [[0]] });
    expect(group.truth).toEqual([{ repeat: 0, nFeatures: 20, best: null, zone: null }]);
    expect(group.estimates[0]?.repeats[0]?.proposal?.mmcsTruth).toBeNull();
  });
});

describe("the artifact", () => {
  const grid = { dead: [[0, 1]], ssll: [[0, null]], "mmcs.larger": [[0.5, 0.4]] };

  test("is the same bytes for the same table, and words say what it says", async () => {
    const asked = [dead, curves, larger];
    const [made, again] = [await madeOf(asked, grid), await madeOf(asked, grid)];
    expect(again).toEqual(made);
    expect(made.json).not.toContain("NaN");
    for (const { method } of asked) expect(made.text).toContain(`| ${method} |`);
    expect(made.text).toContain("size 10 (0.5× the true features), L1 0.1");
    expect(made.text).toContain("none found");
  });

  test("has the proposals in the record of the result", async () => {
    expect((await madeOf([dead, curves], grid)).values).toEqual({
      proposals: [
        { method: "dead", dictSize: 10, l1Coefficient: 0.1, found: 1, repeats: 1 },
        { method: "ssll", dictSize: null, l1Coefficient: null, found: 0, repeats: 1 },
      ],
    });
  });
});
