import { type Colour, interpolated, steps } from "./viridis.ts";

/** ColorBrewer's RdBu with blue below and red above (Brewer, Harrower and the Pennsylvania State University, Apache 2.0): white says "no difference". */
const STEPS = steps("053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f");

/** The colour at `share` of the way from blue over white to red; shares outside [0, 1] are drawn at the ends. */
export const redBlue = (share: number): Colour => interpolated(STEPS, share);
