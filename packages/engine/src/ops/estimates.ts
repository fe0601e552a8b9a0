import { canonicalJson } from "@goldilocks/digest";
import type { Table } from "@goldilocks/figures";
import type { EstimateSpec } from "@goldilocks/spec";
import { estimateGroup, type Lookup } from "../estimates/estimate-group.ts";
import type { GroupEstimates } from "../estimates/estimated.ts";
import { estimatesText } from "../estimates/estimates-text.ts";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { decodeText, encodeText } from "../text-encoding.ts";

/**
 * What methods that need no true features propose for dictionary size and L1 coefficient: of each repeat first, then over them.
 * Source: the post, "Finding the right hyperparameters without access to the ground truth".
 */
export const estimates: Op<"estimates"> = {
  kind: "estimates",
  revision: 2,
  run: async ({ inputs, parameters }, context) => {
    const bytes = await context.read(await context.result(inputs[0] ?? ""), "cells.json");
    const at = lookupIn(JSON.parse(decodeText(bytes)) as Table);
    const asked = parameters.asked as readonly EstimateSpec[];
    const groups = parameters.groups.map((group) => estimateGroup(asked, group, at));
    return {
      outputs: {
        "estimates.json": { bytes: encodeText(canonicalJson({ groups })), mediaType: mediaTypes.json },
        "estimates.md": { bytes: encodeText(estimatesText(groups)), mediaType: mediaTypes.markdown },
      },
      values: { proposals: groups.flatMap(proposalsOf) },
    };
  },
};

function lookupIn({ columns }: Table): Lookup {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const at = (column: string, row: number): number | boolean | null => {
    const value = byName.get(column)?.values[row] ?? null;
    return typeof value === "string" ? null : value;
  };
  return Object.assign(at, {
    reason: (column: string, row: number): string | null => byName.get(column)?.reasons?.[row] ?? null,
  });
}

/** The middle of what every method proposes, as a result's record has it. */
const proposalsOf = ({ at, estimates: methods }: GroupEstimates): Proposal[] =>
  methods.map(({ method, found, repeats, dictSize, l1Coefficient }) => ({
    ...at,
    method,
    dictSize: dictSize?.median ?? null,
    l1Coefficient: l1Coefficient?.median ?? null,
    found,
    repeats: repeats.length,
  }));

type Proposal = { readonly [name: string]: string | number | null };
