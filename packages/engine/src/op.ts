import type { Json } from "@goldilocks/digest";
import type { Kernels } from "@goldilocks/kernels";
import type { NodeKind, NodeOf, PlanNode } from "@goldilocks/plan";
import type { FigureRenderer } from "./figure-renderer.ts";
import type { Checkpoint, Result, StoredPoint } from "./store.ts";

/** Bytes that an op made, under the name they have in its result. */
interface MadeOutput {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** What an op hands back: bytes by name, and the numbers that fit into the result's record. */
export interface Made {
  readonly outputs: Readonly<Record<string, MadeOutput>>;
  readonly values: { readonly [name: string]: Json };
}

/** States of a trajectory that training may go on from. */
export interface TrajectoryStates {
  points(): Promise<readonly StoredPoint[]>;
  checkpoint(): Promise<Checkpoint | undefined>;
  save(checkpoint: Checkpoint): Promise<void>;
}

/** All that an op may touch: what lies outside the computation comes in here. */
export interface OpContext {
  /** A node of the plan by key; identities (`stream`, `trajectory`) carry parameters that their pieces need. */
  node(key: string): PlanNode;
  /** The result of a key the op needs. */
  result(key: string): Promise<Result>;
  /** One output of a result, verified. */
  read(result: Result, name: string): Promise<Uint8Array>;
  /** A fresh instance of the kernels; its memory is freed with it. */
  kernels(): Kernels;
  /** Draws figures. @throws RangeError on a thread that draws none. */
  renderer(): FigureRenderer;
  /** States of the trajectory with this key. */
  states(trajectory: string): TrajectoryStates;
  /** Says how far the node is; cheap enough to call each step. */
  progress(done: number, total: number): void;
  /** Whether the time for a checkpoint has come. */
  checkpointDue(): boolean;
  /** Whether the run is to stop: save what is worth saving and throw {@link StoppedError}. */
  stopping(): boolean;
}

/** What a node kind does. One record a file under `ops/`; the registry lists them. */
export interface Op<K extends NodeKind> {
  readonly kind: K;
  /** Raised by hand when the op's results change their meaning; part of its version, hence of every key. */
  readonly revision: number;
  run(node: NodeOf<K>, context: OpContext): Promise<Made>;
}

/** The run was asked to stop; what was worth saving is saved. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}
