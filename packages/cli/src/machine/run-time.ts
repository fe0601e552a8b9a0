import { type RequiredNode, trainingCost } from "@goldilocks/plan";
import type { Settings } from "@goldilocks/spec";
import type { StepTimes } from "./calibrate.ts";

/** Opening, writing and recording a result, in seconds. */
const PER_RESULT = 0.005;
/** A step at which every cell has long become sparse. */
const LATE = 1e7;

/** A cell of one size, its steps measured. */
export interface MeasuredSize {
  readonly settings: Settings;
  readonly times: StepTimes;
}

/** Sizes that differ by little take the same time for the same work. */
const work = ({ data, sae, train }: Settings): number => data.activationDim * sae.dictSize * train.batch;

/** The measured size nearest to a cell's, by ratio. */
function nearest(settings: Settings, sizes: readonly MeasuredSize[]): MeasuredSize | undefined {
  const distance = (size: MeasuredSize): number => {
    const ratio = work(size.settings) / work(settings);
    return Math.max(ratio, 1 / ratio);
  };
  return sizes.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Seconds that one worker trains from one step to another. */
function trainingSeconds(settings: Settings, from: number, to: number, sizes: readonly MeasuredSize[]): number {
  const size = nearest(settings, sizes);
  if (size === undefined) return 0;
  const { times } = size;
  const { activationDim } = settings.data;
  const { batch } = settings.train;
  // The cost model counts four products over active codes: 8·B·h operations each.
  const late = trainingCost(settings, LATE + from, LATE + to).flops;
  const codes = Math.max(0, trainingCost(settings, from, to).flops - late) / (8 * batch * activationDim);
  const scale = work(settings) / work(size.settings);
  const perCode =
    (times.perCode * batch * activationDim) / (size.settings.train.batch * size.settings.data.activationDim);
  return (to - from) * times.sparse * scale + codes * perCode;
}

/** Seconds of one worker for all that is to be made; `settingsOf` knows the cells of trainings. */
export function totalSeconds(
  missing: readonly RequiredNode[],
  settingsOf: (trajectory: string) => Settings | undefined,
  sizes: readonly MeasuredSize[],
): number {
  const [largest] = sizes.toSorted((a, b) => work(b.settings) - work(a.settings));
  const rate = largest === undefined ? Number.POSITIVE_INFINITY : sparseRate(largest);
  return missing.reduce((sum, { node, from, cost }) => {
    const settings = node.kind === "point" ? settingsOf(node.inputs[0] ?? "") : undefined;
    const own =
      node.kind === "point" && settings !== undefined
        ? trainingSeconds(settings, from, node.parameters.step, sizes)
        : cost.flops / rate;
    return sum + own + PER_RESULT;
  }, 0);
}

/** Operations a second in sparse steps. */
const sparseRate = ({ settings, times }: MeasuredSize): number =>
  trainingCost(settings, LATE, LATE + 1).flops / times.sparse;
