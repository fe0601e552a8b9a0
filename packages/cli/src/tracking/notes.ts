import { markdownCode, markdownLine, markdownParagraphs } from "@goldilocks/engine";
import type { Cell, Plan } from "@goldilocks/plan";
import { cellName } from "../cells.ts";
import { ANYWHERE } from "../invocation.ts";
import { figureNodes } from "../nodes.ts";
import type { TrackedPlan } from "./tracked-plan.ts";

/** What MLflow shows above a cell: which training it is, and how to get it. Lists, since MLflow's notes know no tables. */
export function cellNote(plan: Plan, cell: Cell, failure: string | undefined): string {
  const { name, title } = plan.experiment;
  return [
    `**${markdownLine(cellName(plan, cell))}** of ${markdownCode(name)}: ${markdownLine(title)}`,
    "",
    ...(failure === undefined ? [] : [`Failed: ${markdownLine(failure)}`, ""]),
    `- trained state ${markdownCode(cell.point)}, row ${cell.index} of table ${markdownCode(plan.table)}`,
    `- what it stands for: ${markdownCode(`${ANYWHERE} show ${cell.point}`)}`,
    `- train it again: ${markdownCode(`${ANYWHERE} rerun ${cell.point}`)}`,
    `- take the dictionary: ${markdownCode(`${ANYWHERE} export ${cell.point} dictionary --to saelens`)}`,
    "",
  ].join("\n");
}

/**
 * What MLflow shows above a run of an experiment: its figures by hash, and the commands that make them again.
 *
 * @param made - The plan whose figures were made: the partial one where cells failed.
 */
export function planNote({ plan, about }: TrackedPlan, made: Plan = plan): string {
  const { name } = plan.experiment;
  const figures = figureNodes(made).map(({ key, name: own }) => [own, key] as const);
  const goals = [...figures, ["table", made.table] as const];
  return [
    `**${markdownLine(about.title)}** (${markdownCode(name)}, ${plan.cells.length} cells)`,
    "",
    ...(about.description === "" ? [] : [markdownParagraphs(about.description), ""]),
    ...goals.map(
      ([what, key]) =>
        `- ${markdownLine(what)}: ${markdownCode(key)}, made again by ${markdownCode(`${ANYWHERE} ${key.slice(0, 12)}`)}`,
    ),
    ...(made === plan ? [] : ["- cells have failed: these show the others"]),
    `- the whole experiment: ${markdownCode(about.again)}`,
    "",
    `Its cells are the runs with the tag ${markdownCode(`goldilocks.group = ${plan.table}`)}.`,
    "",
  ].join("\n");
}
