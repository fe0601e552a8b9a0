import { encodeState, type OpContext, type Result } from "@goldilocks/engine";
import type { Kernels } from "@goldilocks/kernels";
import type { PlanNode } from "@goldilocks/plan";
import { uniform } from "./formula.ts";
import { bareContext } from "./machine.ts";
import { plainUnitRows } from "./plain-sae.ts";

/** Rows of a decoder, as they are stored. */
export interface Dictionary {
  readonly rows: Float32Array;
  readonly unitNorm?: "project" | "through";
}

export const randomRows = (stream: number, count: number, width: number): Float32Array =>
  Float32Array.from({ length: count * width }, (_, i) => 2 * uniform(stream, i) - 1);
export const unit = (stream: number, count: number, width: number): Float32Array =>
  Float32Array.from(plainUnitRows(randomRows(stream, count, width), width));

/** Points \`point 0\`, \`point 1\`, … that hold dictionaries, without any training behind them. */
export function contextOf(width: number, all: readonly Dictionary[], kernels: () => Kernels): OpContext {
  const nodes: Record<string, unknown> = { features: { kind: "features", parameters: { activationDim: width } } };
  const states: Record<string, Uint8Array> = {};
  for (const [index, { rows, unitNorm = "project" }] of all.entries()) {
    const dictSize = rows.length / width;
    const parameters = { dictSize, unitNorm };
    nodes[`point ${index}`] = { kind: "point", inputs: [`trajectory ${index}`] };
    nodes[`trajectory ${index}`] = { kind: "trajectory", inputs: ["features", "stream"], parameters };
    states[`point ${index}`] = stateOf(rows, dictSize, width);
  }
  return {
    ...bareContext,
    kernels,
    node: (key) => nodes[key] as PlanNode,
    result: async (key) => ({ key }) as Result,
    read: async ({ key }) => states[key] ?? new Uint8Array(),
  };
}

function stateOf(decoder: Float32Array, dictSize: number, width: number): Uint8Array {
  const rows = new Float32Array(decoder.length);
  const column = new Float32Array(dictSize);
  const parameters = {
    encoder: rows,
    encoderFirst: rows,
    encoderSecond: rows,
    bias: column,
    biasFirst: column,
    biasSecond: column,
    decoder,
    decoderFirst: rows,
    decoderSecond: rows,
  };
  const lastActive = new Uint32Array(dictSize);
  return encodeState({ step: 1, parameters, lastActive, reference: rows, history: [] }, dictSize, width);
}
