import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { opVersions } from "@goldilocks/engine";
import { checkExperiment, compile, type Plan } from "@goldilocks/plan";
import { type Experiment, loadExperiment } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../experiments/", import.meta.url));
const read = (path: string): string => readFileSync(path, "utf8");

const load = (name: string, profile: string, set: readonly string[] = []): Promise<Experiment> =>
  loadExperiment(`${folder}${name}.yaml`, { read, set, ...(profile !== "" && { profile }) });

const claiming = readdirSync(folder)
  .filter((name) => /^claims:|^ {4}claims:/mu.test(read(`${folder}${name}`)))
  .map((name) => name.replace(".yaml", ""));

const trained = ({ trajectories, cells, figures }: Plan): unknown => [
  [...trajectories.keys()],
  cells.map(({ point }) => point),
  figures,
];

test("what the post claims of figures 1 to 6, 9, 10 and its appendix is claimed, and of other readings", () => {
  const figures = [1, 10, 2, 3, 4, 5, 6, 9].map((number) => `toy-fig${number}`);
  expect(claiming).toEqual(expect.arrayContaining(["toy-appendix1", ...figures, "toy-followup", "toy-readings"]));
});

describe.each(claiming)("%s", (name) => {
  test.each(["", "post", "smoke"])(
    "can be decided under profile '%s', and claims change no training",
    async (profile) => {
      const experiment = await load(name, profile);
      expect(checkExperiment(experiment)).toEqual([]);
      expect(experiment.claims.length).toBeGreaterThan(0);
      const [claimed, silent] = [experiment, await load(name, profile, ["claims=[]"])].map((one) =>
        compile(one, opVersions),
      );
      if (claimed === undefined || silent === undefined) throw new RangeError("two plans");
      expect([...claimed.trajectories.keys()]).toEqual([...silent.trajectories.keys()]);
      if (claimed.table === silent.table) expect(trained(claimed)).toEqual(trained(silent));
    },
  );

  test("says of every claim at the post's scale where it comes from", async () => {
    for (const { says } of (await load(name, "post")).claims) expect(says).toMatch(/\S/u);
  });
});
