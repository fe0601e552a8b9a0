import { afterAll, expect, test } from "vitest";
import { Place, tiny } from "./exp.ts";

const place = new Place();
place.write("tiny.yaml", tiny());
afterAll(() => place.remove());

test("exp plan counts, estimates and runs nothing", { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await place.run("plan", "tiny.yaml", "--json", "--workers", "2");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const plan: unknown = JSON.parse(stdout);
  expect(plan).toMatchObject({
    cells: 4,
    trajectories: 4,
    steps: 4 * 60,
    workers: 2,
    nodes: { point: { stored: 0, new: 4 }, figure: { stored: 0, new: 1 } },
  });
  for (const name of ["flops", "bytes", "memory", "seconds", "flopsPerSecond"]) {
    expect(plan).toHaveProperty(name, expect.any(Number));
  }
  expect(place.stored("results")).toEqual([]);
});

test("exp plan keeps what it measured of the machine, and prints its text in lines", { timeout: 60_000 }, async () => {
  const measured = place.read("store/calibration.json");
  const { stdout } = await place.run("plan", "tiny.yaml");
  expect(place.read("store/calibration.json")).toBe(measured);
  expect(stdout).toMatch(/^tiny: A tiny experiment\n\n {2}cells {7}4, 4 trainings\n/u);
  expect(stdout).toMatch(/^ {2}point {13}0 {4}4$/mu);
});
