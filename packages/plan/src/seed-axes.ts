import type { Experiment } from "@goldilocks/spec";

/** An axis whose points set seeds and nothing else: its trainings are replicates, like repeats. */
export type SeedAxis = {
  readonly name: string;
  /** The seeds that it sets, as `seeds.init`. */
  readonly paths: readonly string[];
};

/** The axes that only set seeds, in their order. */
export function seedAxes({ axes }: Pick<Experiment, "axes">): readonly SeedAxis[] {
  return axes.flatMap(({ name, points }) => {
    const paths = [...new Set(points.flatMap(({ set }) => set.map(({ path }) => path)))];
    return paths.length > 0 && paths.every((path) => path.startsWith("seeds.")) ? [{ name, paths }] : [];
  });
}

/** Those of the axes over which a claim's trainings are replicates: the ones that neither it nor a reading names. */
export function replicateAxes(
  axes: readonly SeedAxis[],
  named: ReadonlySet<string>,
  readings: readonly string[],
): readonly string[] {
  return axes.flatMap(({ name, paths }) =>
    readings.includes(name) || [name, ...paths].some((one) => named.has(one)) ? [] : [name],
  );
}
