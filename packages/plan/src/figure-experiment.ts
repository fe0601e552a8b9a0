import type { Json } from "@goldilocks/digest";
import type { Experiment, FigureSpec } from "@goldilocks/spec";

import { figureMetrics } from "./figure-columns.ts";

/** A figure as it is drawn: its name is that of its files, and its title stands beside it. */
export type DrawnSpec = Omit<FigureSpec, "name" | "title">;

/** Leaves out of a figure what its key does not cover. */
export function drawnSpec({ name: _name, title: _title, ...spec }: FigureSpec): DrawnSpec {
  return spec;
}

/** What an experiment states besides the cells of its grid; `readings` are axes, and matter to claims alone. */
const OTHERS = new Set([
  "name",
  "title",
  "description",
  "readings",
  "grid",
  "metrics",
  "figures",
  "estimates",
  "claims",
]);

/** The name of an experiment that is one figure. */
const NAME = "figure";

type Members = Readonly<Record<string, Json | undefined>>;

const isMembers = (json: Json): json is Members & Json =>
  typeof json === "object" && json !== null && !Array.isArray(json);

const itemsOf = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

/**
 * The experiment that makes one figure, in normal form: its grid, the metrics that it draws, and itself. A figure carries it, so that
 * the figure can be made again from its file. The experiment of such an experiment is the same text.
 *
 * @param title - As the figure shows it.
 */
export function figureExperiment(experiment: Experiment, spec: FigureSpec, title: string): Json {
  const { normal } = experiment;
  if (!isMembers(normal)) return normal;
  const kept = Object.entries(normal).filter(([key]) => !OTHERS.has(key));
  const grid = [...itemsOf(normal["readings"]), ...itemsOf(normal["grid"])];
  return {
    ...(Object.fromEntries(kept) as Record<string, Json>),
    name: NAME,
    title,
    ...(grid.length > 0 && { grid }),
    metrics: [...figureMetrics(spec, experiment)],
    figures: [drawnSpec(spec)],
  };
}
