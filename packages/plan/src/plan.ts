import type { AxisPoint, Experiment, MetricName, Settings } from "@goldilocks/spec";

import type { PlanNode } from "./node.ts";

/** Where a metric of a cell is found: a field of the `values` of a node's result. */
export interface MetricSource {
  readonly node: string;
  readonly field: string;
}

/** One point of the grid and one repeat of it: a row of the table. */
export interface Cell {
  /** Row of the table, from 0. */
  readonly index: number;
  readonly coordinates: Readonly<Record<string, AxisPoint>>;
  /** From 0. */
  readonly repeat: number;
  /** Every setting, as trained. */
  readonly settings: Settings;
  /** Key of the trained state. */
  readonly point: string;
  /** Key of the node whose values hold the history up to the last step: the point, or an `ending` where that step is not recorded. */
  readonly history: string;
  readonly metrics: Readonly<Partial<Record<MetricName, MetricSource>>>;
}

/** A point that a plan asks for. */
export interface TrajectoryPoint {
  /** With `until: converged` the last step that it can come to. */
  readonly step: number;
  readonly until: Settings["train"]["until"];
  readonly key: string;
}

/** The points that a plan asks for on one trajectory, by ascending step; of equal ones first that which may end before. */
export interface Trajectory {
  /** Settings of one of its cells; those that are not the trajectory's own may differ in the others. */
  readonly settings: Settings;
  readonly points: readonly TrajectoryPoint[];
}

/** An experiment as work: cells for people, nodes for the engine. */
export interface Plan {
  readonly experiment: Experiment;
  readonly cells: readonly Cell[];
  /** By key, in topological order: inputs and needs stand before the nodes that use them. */
  readonly nodes: ReadonlyMap<string, PlanNode>;
  readonly trajectories: ReadonlyMap<string, Trajectory>;
  /** Key of the table. */
  readonly table: string;
  /** Keys of the figures, in the order written; figures that differ in nothing but their name have the same. */
  readonly figures: readonly string[];
  /** Their names, in the same order: no node knows them. */
  readonly figureNames: readonly string[];
  /** Key of the estimates; null where none is asked for. */
  readonly estimates: string | null;
  /** Key of the verdicts on the claims; null where nothing is claimed. */
  readonly claims: string | null;
  /** Keys of what a run of the plan is for: the table, the figures and whatever else is read from the table. */
  readonly goals: readonly string[];
}
