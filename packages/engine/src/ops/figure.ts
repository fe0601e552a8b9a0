import type { Op } from "../op.ts";

/** One figure as SVG, PNG and where asked for PDF, each carrying key and experiment, and the data drawn as CSV and JSON. */
export const figure: Op<"figure"> = {
  kind: "figure",
  revision: 3,
  run: async (node, context) => {
    const { drawFigure } = await import("../draw-figure.ts");
    return drawFigure(node, context);
  },
};
