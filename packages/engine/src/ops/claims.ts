import type { Table } from "@goldilocks/figures";
import { canonicalJson } from "@goldilocks/digest";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { decodeText, encodeText } from "../text-encoding.ts";

/** The verdict on every claim in every reading, with the numbers behind it, for programs and for people. */
export const claims: Op<"claims"> = {
  kind: "claims",
  revision: 2,
  run: async ({ inputs: [input = ""], parameters }, context) => {
    const { reportClaims } = await import("../claims/report.ts");
    const { claimsMarkdown } = await import("../claims/markdown.ts");
    const table: Table = JSON.parse(decodeText(await context.read(await context.result(input), "cells.json")));
    const node = context.node(input);
    const report = reportClaims(table, node.kind === "table" ? node.parameters.known : [], parameters);
    const verdicts = report.claims.flatMap(({ findings }) => findings.map(({ verdict }) => verdict));
    const count = (wanted: string): number => verdicts.filter((verdict) => verdict === wanted).length;
    return {
      outputs: {
        "claims.json": { bytes: encodeText(canonicalJson(report)), mediaType: mediaTypes.json },
        "claims.md": { bytes: encodeText(claimsMarkdown(report)), mediaType: mediaTypes.markdown },
      },
      values: { holds: count("holds"), fails: count("fails"), undecided: count("undecided") },
    };
  },
};
