import { type SvgNode, svg } from "./svg-node.ts";

/** The name of the hatching pattern of a figure. */
export function hatchId(prefix: string): string {
  return `${prefix}-hatch`;
}

/** Thin diagonals, each a white and a dark hairline, so that they show on every colour and hide none. */
export function hatchPattern(prefix: string): SvgNode {
  const size = 8;
  const diagonals = "M-1,1L1,-1M0,8L8,0M7,9L9,7";
  const line = (stroke: string, opacity: number, shift: number): SvgNode =>
    svg("path", {
      d: diagonals,
      stroke,
      "stroke-opacity": opacity,
      "stroke-width": 0.9,
      fill: "none",
      transform: `translate(${shift},${shift})`,
    });
  return svg(
    "pattern",
    { id: hatchId(prefix), patternUnits: "userSpaceOnUse", width: size, height: size },
    line("#ffffff", 0.65, -0.3),
    line("#000000", 0.35, 0.5),
  );
}
