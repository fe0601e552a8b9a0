import { recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** The criterion on L0 and movement is the op's own: it has no parameters. */
export type ConvergenceParameters = Readonly<Record<string, never>>;

/** Whether a cell has converged, judged by its history; absent where it is too early to tell. */
export const convergence: Recipe<ConvergenceParameters> = {
  kind: "convergence",
  identity: false,
  shared: false,
  defaults: {},
  parameters: () => ({}),
  inputs: ({ key }) => [key("point")],
  needs: ({ key }) => [key("point")],
  cost: () => ({ flops: 100, bytes: recordBytes, memory: 4096 }),
  label: ({ name }) => `convergence, ${name}`,
};
