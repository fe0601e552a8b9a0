import { line, type Markish, rect } from "@observablehq/plot";
import { boxSample, dashSample, type LegendEntry } from "./legend.ts";
import type { PositionScale } from "./position-scale.ts";
import type { Scene } from "./scene.ts";

/** The zone of good L1 coefficients as stated for the toy data of Sharkey, Braun and Millidge (2022). */
const ZONE = [0.03, 0.3] as const;
const COLOUR = "#e69f00";
const LABEL = `zone ${ZONE[0]}–${ZONE[1]} (Sharkey et al. 2022)`;
const COEFFICIENT = "sae.l1Coefficient";

/** The zone of a figure: marks that are the same in every panel, and its entry in the legend. */
export interface ZoneMarks {
  readonly marks: readonly Markish[];
  readonly legend: readonly LegendEntry[];
}

const NONE: ZoneMarks = { marks: [], legend: [] };

/** Whether any of the zone lies on what is drawn. */
const reaches = ({ domain: [low, high] }: PositionScale, from: number, to: number): boolean =>
  from <= high && to >= low;

/** A shaded band behind the lines. */
export function zoneBand({ figure }: Scene, x: PositionScale, y: PositionScale): ZoneMarks {
  if (figure.reference?.includes("zone") !== true) return NONE;
  const [x1 = 0, x2 = 0] = ZONE.map((value) => x.at(value));
  if (!reaches(x, x1, x2)) return NONE;
  const band = [{ x1, x2, y1: y.domain[0], y2: y.domain[1] }];
  const borders = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", clip: "frame" } as const;
  return {
    marks: [rect(band, { ...borders, fill: COLOUR, fillOpacity: 0.16 })],
    legend: [{ sample: boxSample(COLOUR, 0.25), label: LABEL }],
  };
}

/** Two lines over the cells, since colour is taken. */
export function zoneEdges({ figure }: Scene, x: PositionScale, y: PositionScale): ZoneMarks {
  if (figure.reference?.includes("zone") !== true) return NONE;
  const onX = figure.x === COEFFICIENT;
  const [coefficients, other] = onX ? [x, y] : [y, x];
  if (!reaches(coefficients, coefficients.at(ZONE[0]), coefficients.at(ZONE[1]))) return NONE;
  const channels = onX ? { x: "at", y: "along" } : { x: "along", y: "at" };
  const marks = ZONE.flatMap((value) => {
    const ends = other.domain.map((along) => ({ at: coefficients.at(value), along }));
    const stroke = (colour: string, width: number): Markish =>
      line(ends, { ...channels, stroke: colour, strokeWidth: width, clip: "frame" });
    return [stroke("#000000", 3), stroke(COLOUR, 1.75)];
  });
  return { marks, legend: [{ sample: dashSample(COLOUR, "none"), label: LABEL }] };
}
