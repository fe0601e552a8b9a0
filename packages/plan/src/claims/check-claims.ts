import type { Issue } from "@goldilocks/diagnostics";
import { type Claim, claimPartKey, type Experiment, type Expression } from "@goldilocks/spec";

import { columnKinds } from "../column-kinds.ts";
import type { Doubtful } from "../doubtful.ts";
import { planIssue } from "../error.ts";
import { ClaimChecker, type ClaimFaultCode } from "./claim-checker.ts";
import { gridCells } from "./grid-cells.ts";

/**
 * What is wrong with claims, each fault at its place in the text: columns that do not exist, values that no cell has, numbers where a
 * condition should be, several cells where one is meant. Nobody should train for a claim that cannot be decided.
 */
export function checkClaims(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  const { claims, readings } = experiment;
  if (claims.length === 0 || doubtful("claims") || doubtful("grid") || doubtful("readings")) return [];
  const kinds = columnKinds(experiment, true).filter(({ name }) => name !== "repeat");
  const cells = gridCells(experiment);
  return claims.flatMap((claim, index) => {
    const issues: Issue[] = [];
    const say = (code: ClaimFaultCode, part: Expression, message: string, hint: string): void => {
      issues.push(placed(experiment, claim, index, { code, part, message, hint }));
    };
    new ClaimChecker({ kinds, cells, readings, say, doubtful }).check(claim.expression);
    return issues;
  });
}

function placed(
  { spans }: Experiment,
  { name }: Claim,
  index: number,
  { code, part, message, hint }: { code: ClaimFaultCode; part: Expression; message: string; hint: string },
): Issue {
  const span = spans.get(claimPartKey(index, part)) ?? spans.get(`claims[${index}]`) ?? spans.get("claims");
  const told = { message: `${name}: ${message}`, hint };
  return planIssue(code, span === undefined ? told : { ...told, span });
}
