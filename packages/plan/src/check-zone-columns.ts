import type { Issue } from "@goldilocks/diagnostics";
import { channels, type Experiment, type Expression, zoneColumn } from "@goldilocks/spec";

import { ClaimChecker, type ClaimFaultCode } from "./claims/claim-checker.ts";
import { gridCells } from "./claims/grid-cells.ts";
import { columnKinds } from "./column-kinds.ts";
import type { Doubtful } from "./doubtful.ts";
import { planIssue } from "./error.ts";

/** A figure draws what there is: cells without a value are left out. */
const ignored = (): void => undefined;

/** What is wrong with the conditions of zones that figures draw, at the key of the figure: columns and types, as in claims. */
export function checkZoneColumns(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  const { figures, spans } = experiment;
  if (doubtful("figures") || doubtful("grid") || doubtful("readings")) return [];
  const drawn = figures.flatMap((figure, index) =>
    channels.flatMap((key) =>
      [figure[key] ?? []]
        .flat()
        .flatMap((column) => zoneColumn(column) ?? [])
        .map((zone) => ({ zone, at: `figures[${index}].${key}` })),
    ),
  );
  if (drawn.length === 0) return [];
  const kinds = columnKinds({ ...experiment, figures: [] }, true);
  const cells = gridCells(experiment);
  return drawn.flatMap(({ zone, at }) => {
    const issues: Issue[] = [];
    const say = (code: ClaimFaultCode, _: Expression, message: string, hint: string): void => {
      const issue = planIssue(code, { message: `${zone.name}: ${message}`, hint });
      const span = spans.get(at) ?? spans.get("figures");
      issues.push(span === undefined ? issue : { ...issue, span });
    };
    new ClaimChecker({ kinds, cells, readings: [], say, read: ignored, doubtful }).checkNumber(zone.expression);
    return issues;
  });
}
