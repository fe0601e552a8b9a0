import {
  batchesPerChunk,
  isHistoryStep,
  isRecordedStep,
  type NodeOf,
  type TrajectoryParameters,
} from "@goldilocks/plan";
import { type Address, RandomStream, paddedWidth } from "@goldilocks/kernels";
import { diverged } from "../diverged.ts";
import { mediaTypes } from "../media-types.ts";
import { type Made, type Op, type OpContext, StoppedError } from "../op.ts";
import { HistoryRecorder } from "../sae/history-recorder.ts";
import { openTraining } from "../sae/open-training.ts";
import { isResampleStep, type Resampled } from "../sae/resample.ts";
import { Resampler } from "../sae/resampler.ts";
import { stepOfConvergence } from "../sae/standing-still.ts";
import { initialState, longestState } from "../sae/starting-state.ts";
import { encodeState, historyJson } from "../sae/state.ts";
import type { Training } from "../sae/training.ts";
import type { Noise } from "../noise.ts";
import { streamKey } from "../random-streams.ts";
import type { Samples } from "../samples.ts";

/** How many steps pass between looks at the clock. */
const STEPS_BETWEEN_LOOKS = 16;

/** The state of a trajectory after some steps, trained from the longest state there is; step and history are in `values`. */
export const point: Op<"point"> = {
  kind: "point",
  revision: 1,
  run: async (node, context) => {
    const trajectory = context.node(node.inputs[0] ?? "") as NodeOf<"trajectory">;
    const { kernels, sae, training, samples, noise, similarity, activationDim, batch } = await openTraining(
      trajectory,
      context,
    );
    const start =
      (await longestState(trajectory, node.parameters, context)) ?? initialState(context, sae, activationDim);
    training.load(start);
    const recorder = new HistoryRecorder(training, similarity, start);
    const resampler = new Resampler(kernels, training, sae, start.resampled ?? []);
    const size = { dictSize: sae.dictSize, activationDim };
    const { kind } = sae.course.resample;
    const draws = kind === "none" ? undefined : new RandomStream(kernels, streamKey("resample", sae.initSeed, size));
    const chunks = node.needs.slice(1);
    return train({
      node,
      context,
      training,
      recorder,
      resampler,
      draws,
      batch,
      samples,
      noise,
      chunks,
      trajectory: trajectory.key,
      sae,
      activationDim,
    });
  },
};

interface Session {
  readonly node: NodeOf<"point">;
  readonly context: OpContext;
  readonly training: Training;
  readonly recorder: HistoryRecorder;
  readonly resampler: Resampler;
  /** Uniform numbers by which samples are drawn: an item a step, a number an element. */
  readonly draws: RandomStream | undefined;
  readonly batch: number;
  readonly samples: Samples;
  readonly noise: Noise | undefined;
  /** Keys of the stream's chunks, in order. */
  readonly chunks: readonly string[];
  readonly trajectory: string;
  readonly sae: TrajectoryParameters;
  readonly activationDim: number;
}

async function train(session: Session): Promise<Made> {
  const { node, context, training, samples, chunks } = session;
  const { step: last } = node.parameters;
  while (!isDone(session)) {
    const chunk = Math.floor(training.step / batchesPerChunk);
    const result = await context.result(chunks[chunk] ?? "");
    samples.load(await context.read(result, "codes.safetensors"), chunk * batchesPerChunk);
    const until = Math.min(last, (chunk + 1) * batchesPerChunk);
    while (training.step < until && !isDone(session)) {
      trainStep(session);
      if (training.step % STEPS_BETWEEN_LOOKS === 0 || training.step === until || isDone(session)) await look(session);
    }
  }
  const bytes = encode(session);
  return {
    outputs: { "state.safetensors": { bytes, mediaType: mediaTypes.tensors } },
    values: { step: training.step, history: historyJson(session.recorder.history), ...resamplings(session) },
  };
}

/** Whether the last step has been reached, or under `until: converged` one at which the dictionary stands still. */
function isDone({ node, training, recorder, sae }: Session): boolean {
  const { step, until } = node.parameters;
  if (training.step >= step) return true;
  return (
    until === "converged" && isHistoryStep(training.step) && stepOfConvergence(recorder.history, sae) !== undefined
  );
}

function trainStep(session: Session): void {
  const { node, training, samples, noise, recorder, sae } = session;
  if (isResampleStep(sae.course, training.step)) resample(session);
  samples.assemble(training.step);
  const target = noise?.add(samples.x, training.step);
  const loss = training.train(samples.x, target);
  if (!Number.isFinite(loss)) throw diverged(`the loss is ${loss} at step ${training.step} (${node.label})`);
  if (isRecordedStep(training.step, sae.history.perDecade)) recorder.record();
}

/** Resamples dead elements, before the next minibatch: samples are drawn from the first ones of the chunk that it lies in. */
function resample(session: Session): void {
  const { training, samples, noise, resampler, draws, batch, sae, activationDim } = session;
  const first = training.step - (training.step % batchesPerChunk);
  const assemble = (n: number): Address => {
    samples.assemble(first + n);
    return noise?.add(samples.x, first + n) ?? samples.x;
  };
  const batches = { x: samples.x, batch, activationDim, width: paddedWidth(activationDim), assemble };
  resampler.run(batches, draws?.uniforms(training.step, sae.dictSize) ?? []);
}

/** What a state remembers of resampling, where there is any. */
function resamplings({ sae, resampler }: Session): { readonly resampled?: Resampled[] } {
  return sae.course.resample.kind === "none" ? {} : { resampled: resampler.resampled };
}

async function look(session: Session): Promise<void> {
  const { context, training, node, trajectory } = session;
  context.progress(training.step, node.parameters.step);
  const stopping = context.stopping();
  if (!stopping && !context.checkpointDue()) return;
  const states = context.states(trajectory);
  // A checkpoint from beyond the end of a training until convergence belongs to a longer one.
  if (!isDone(session) && ((await states.checkpoint())?.step ?? 0) <= training.step) {
    await states.save({ step: training.step, bytes: encode(session) });
  }
  if (stopping) throw new StoppedError(`stopped at step ${training.step}`);
}

/** The state as bytes. An update may leave weights that are no numbers where the loss before it still was one. */
function encode(session: Session): Uint8Array {
  const { node, training, recorder, sae, activationDim } = session;
  const saved = training.save();
  for (const [name, values] of Object.entries(saved.parameters)) {
    const wrong = values?.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw diverged(`${name} holds ${wrong} after step ${saved.step} (${node.label})`);
  }
  return encodeState({ ...saved, ...recorder.state(), ...resamplings(session) }, sae.dictSize, activationDim);
}
