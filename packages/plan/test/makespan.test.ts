import { array, assert, integer, nat, property } from "fast-check";
import { expect, it } from "vitest";

import { makespan } from "../src/makespan.ts";

it("makespan() gives the longest job to the worker that is free first", () => {
  expect(makespan([], 2)).toBe(0);
  expect(makespan([3, 1, 2, 4], 1)).toBe(10);
  expect(makespan([3, 1, 2, 4], 2)).toBe(5);
  expect(makespan([9, 1, 1], 3)).toBe(9);
});

it("makespan() lies between the perfect split and the longest job more than that", () => {
  assert(
    property(array(nat(1000), { minLength: 1 }), integer({ min: 1, max: 8 }), (jobs, workers) => {
      const total = jobs.reduce((a, b) => a + b, 0);
      const end = makespan(jobs, workers);
      expect(end).toBeGreaterThanOrEqual(Math.max(total / workers, ...jobs));
      expect(end).toBeLessThanOrEqual(total / workers + Math.max(...jobs));
    }),
  );
});
