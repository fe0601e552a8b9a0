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

const secondsOf = async (...words: string[]): Promise<number> => {
  const plan: { readonly seconds: number } = JSON.parse(
    (await place.run("plan", "tiny.yaml", "--json", ...words)).stdout,
  );
  return plan.seconds;
};

test("exp plan counts what a run takes besides arithmetic: seconds, not a moment", { timeout: 60_000 }, async () => {
  const one = await secondsOf();
  expect(one).toBeGreaterThan(1.5);
  expect(one).toBeLessThan(10);
  const two = "figures=[{ kind: histogram, x: dead }, { kind: histogram, x: mmcs.truth }]";
  expect(await secondsOf("--set", two)).toBeGreaterThan(one);
  expect(await secondsOf("--set", "figures=[]")).toBeLessThan(one);
});

test("exp plan measures a few steps alone, however large a cell", { timeout: 240_000 }, async () => {
  const large = ["data.activationDim=1024", "sae={ dictSize: 65536 }", "grid=null", "train.batch=64"];
  const words = large.flatMap((change) => ["--set", change]);
  // Measuring as many steps as of a small cell would take longer than the test may.
  const { code, stdout } = await place.run("plan", "tiny.yaml", "--json", "--set", "figures=[]", ...words);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty("seconds", expect.any(Number));
});

test("exp plan keeps what it measured of the machine, and prints its text in lines", { timeout: 60_000 }, async () => {
  const measured = place.read("store/calibration.json");
  const { stdout } = await place.run("plan", "tiny.yaml");
  expect(place.read("store/calibration.json")).toBe(measured);
  expect(stdout).toMatch(/^tiny: A tiny experiment\n\n {2}cells {7}4, 4 trainings\n/u);
  expect(stdout).toMatch(/^ {2}point {13}0 {4}4$/mu);
});
