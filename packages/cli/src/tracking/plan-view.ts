import type { Plan } from "@goldilocks/plan";
import { mlflowKey, type PresetView } from "@goldilocks/tracking";
import { figureNodes, tableNode } from "../nodes.ts";
import { axisParams } from "./cell-params.ts";

/** Lines through more axes than that are no longer read. */
const MOST_METRICS = 3;

/** What the image grid calls a figure. */
export const imageKey = (name: string): string => `figures/${mlflowKey(name)}`;

/**
 * The charts by which a grid is seen at a glance: a contour over two of its axes (those of its first heatmap, if it has one), parallel
 * coordinates, L0 against MMCS, and the figures themselves.
 */
export function planView(plan: Plan): PresetView {
  const { experiment } = plan;
  const measured = measuredNumbers(plan);
  const axes = axisParams(plan);
  const images = figureNodes(plan).map(({ name }) => imageKey(name));
  const scatter = pair(measured);
  return {
    name: experiment.name,
    ...overAxes(plan, measured),
    ...(axes.length > 0 &&
      measured.length > 0 && {
        parallel: { params: axes.map(({ key }) => key), metrics: measured.slice(0, MOST_METRICS) },
      }),
    ...(scatter && { scatter }),
    ...(images.length > 0 && { images: { keys: images, step: 0 } }),
    closed: ["training", "plan"],
    columns: { params: axes.map(({ column }) => mlflowKey(column.name)), metrics: experiment.metrics },
    filter: `tags.\`goldilocks.group\` = '${plan.table}'`,
  };
}

/** What the experiment asks for, as far as it is numbers; else everything measured. */
function measuredNumbers(plan: Plan): readonly string[] {
  const numbers = tableNode(plan).parameters.measured.filter(({ kind }) => kind === "number");
  const names = numbers.map(({ name }) => name);
  const asked = plan.experiment.metrics.filter((name) => names.includes(name));
  return asked.length === 0 ? names : asked;
}

function overAxes(plan: Plan, measured: readonly string[]): Pick<PresetView, "contour" | "points"> {
  const axes = axisParams(plan).filter(({ column }) => column.kind === "number");
  const heatmap = figureNodes(plan)
    .map(({ parameters: { spec } }) => spec)
    .find(({ kind }) => kind === "heatmap");
  const drawn = [heatmap?.x, heatmap?.y].flatMap((name) => axes.find(({ column }) => column.name === name) ?? []);
  const [x, y] = drawn.length === 2 ? drawn : axes;
  const shown = heatmap?.fill !== undefined && drawn.length === 2 ? heatmap.fill : measured[0];
  if (x === undefined || shown === undefined) return {};
  if (y === undefined) return { points: { x: x.key, y: shown } };
  return { contour: { x: x.key, y: y.key, z: shown } };
}

/** The price of a good dictionary: how many elements are active, against how well the features are found. */
function pair(measured: readonly string[]): PresetView["scatter"] {
  const [x, y] = measured.includes("l0") && measured.includes("mmcs.truth") ? ["l0", "mmcs.truth"] : measured;
  return x === undefined || y === undefined ? undefined : { x, y };
}
