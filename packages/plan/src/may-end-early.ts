import type { PlanNode } from "./node.ts";

/** Whether a node is a training that ends when it has converged, so that its steps and its cost are the most it can take. */
export const mayEndEarly = (node: PlanNode): boolean => node.kind === "point" && node.parameters.until === "converged";
