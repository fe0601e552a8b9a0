import { type Issue, issueAt } from "@goldilocks/diagnostics";
import { claimPartKey, type Experiment, type Expression, walk } from "@goldilocks/spec";

import { columnKinds } from "../column-kinds.ts";
import { needsWindow, shortfall, windowIssue } from "../dead-window.ts";
import type { Doubtful } from "../doubtful.ts";
import { planIssue } from "../error.ts";
import { ClaimChecker, type ClaimContext, type ClaimFaultCode } from "./claim-checker.ts";
import { replicateAxes, seedAxes } from "../seed-axes.ts";
import { type GridCells, gridCells } from "./grid-cells.ts";

/**
 * What is wrong with claims, each fault at its place in the text: columns that do not exist, values that no cell has, numbers where a
 * condition should be, several cells where one is meant. Nobody should train for a claim that cannot be decided.
 */
export function checkClaims(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  const { claims, readings } = experiment;
  if (claims.length === 0 || doubtful("claims") || doubtful("grid") || doubtful("readings")) return [];
  const kinds = columnKinds(experiment, true).filter(({ name }) => name !== "repeat");
  const hints = new Map<string, string>();
  const cellsBy = new Map<string, GridCells>();
  const cellsFor = (claim: Expression): GridCells => {
    const named = new Set([...walk(claim)].flatMap((part) => (part.kind === "column" ? [part.name] : [])));
    const replicates = replicateAxes(seedAxes(experiment), named, readings);
    const made = cellsBy.get(replicates.join()) ?? gridCells(experiment, replicates);
    cellsBy.set(replicates.join(), made);
    return made;
  };
  const work = claims.reduce((sum, { expression }) => sum + partsIn(expression) * cellsFor(expression).rows.length, 0);
  if (work > maxWork) return [tooManyClaims(experiment, work)];
  const found: Issue[] = [];
  for (const [index, claim] of claims.entries()) {
    if (found.length >= maxIssues) break;
    const cells = cellsFor(claim.expression);
    const issues: Issue[] = [];
    const say = (code: ClaimFaultCode, part: Expression, message: string, hint: string): void => {
      const issue = planIssue(code, { message: `${claim.name}: ${message}`, hint });
      issues.push(atPart(experiment, index, part, issue));
    };
    const read: ClaimContext["read"] = (part, rows) => {
      if (doubtful("train.steps") || doubtful("evaluate.deadWindow")) return;
      const lack = needsWindow(part.name) ? missingIn(cells, rows) : undefined;
      if (lack === undefined) return;
      const issue = windowIssue(lack, { column: part.name, who: `${claim.name}: `, setting: "evaluate.deadWindow" });
      issues.push(atPart(experiment, index, part, issue));
    };
    new ClaimChecker({ kinds, cells, readings, say, read, doubtful, hints }).check(claim.expression);
    found.push(...issues);
  }
  return found;
}

/** Parts of claims times the cells that they look at: more take longer to check than anyone waits. */
const maxWork = 50_000_000;
/** Nobody reads more, and each may have a suggestion to look for. */
const maxIssues = 300;

const partsIn = (claim: Expression): number => [...walk(claim)].length;

function tooManyClaims({ spans }: Experiment, work: number): Issue {
  const message = `the claims look at ${work} values, more than ${maxWork}`;
  const hint = "state fewer claims, or make the grid smaller";
  return issueAt(planIssue("PLAN_TOO_MANY_CLAIMS", { message, hint }), spans.get("claims"));
}

/** How many of the rows that a claim reads end before their window is full. */
function missingIn({ columns, rows: all }: GridCells, rows: readonly number[] = all): ReturnType<typeof shortfall> {
  const [steps, windows] = ["train.steps", "evaluate.deadWindow"].map((name) => columns(name)?.values ?? []);
  return shortfall(rows.map((row) => [Number(steps?.[row]), Number(windows?.[row])] as const));
}

function atPart({ spans }: Experiment, index: number, part: Expression, issue: Issue): Issue {
  const span = spans.get(claimPartKey(index, part)) ?? spans.get(`claims[${index}]`) ?? spans.get("claims");
  return issueAt(issue, span);
}
