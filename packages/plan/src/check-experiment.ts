import { type Issue, sortIssues } from "@goldilocks/diagnostics";
import { checkSettings, type Experiment } from "@goldilocks/spec";

import { CellIssues, eachIsRight } from "./cell-issues.ts";
import { sizePaths } from "./cell-size.ts";
import { checkZoneColumns } from "./check-zone-columns.ts";
import { checkClaims } from "./claims/check-claims.ts";
import { windowIssues } from "./dead-window.ts";
import type { Doubtful } from "./doubtful.ts";
import { gridSize, mostCells } from "./expand-grid.ts";
import { emptyFilters } from "./figure-filters.ts";
import { stepIssues } from "./figure-steps.ts";
import { placesDeciding, settingsAt } from "./grid-places.ts";
import { neverReached } from "./never-reached.ts";

/**
 * What only a plan knows to be wrong with an experiment: cells too large to be computed, figures that keep no row of the grid, and
 * claims that could never be decided; as warnings, settings that wait for a step which no training gets to.
 *
 * Works on an experiment that has other faults too, so that all come at once; what they leave in doubt is passed over.
 */
export function checkExperiment(experiment: Experiment, doubtful: Doubtful = () => false): readonly Issue[] {
  if (doubtful("exclude") || doubtful("repeats")) return [];
  if (gridSize(experiment) > mostCells) return [];
  return sortIssues([
    ...sizeIssues(experiment, doubtful),
    ...emptyFilters(experiment, doubtful),
    ...stepIssues(experiment, doubtful),
    ...checkClaims(experiment, doubtful),
    ...checkZoneColumns(experiment, doubtful),
    ...windowIssues(experiment, doubtful),
    ...neverReached(experiment, doubtful),
  ]);
}

function sizeIssues(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  if (sizePaths.some(doubtful)) return [];
  const issues = new CellIssues(experiment);
  for (const place of placesDeciding(experiment, sizePaths)) {
    const settings = settingsAt(experiment, place);
    if (eachIsRight(checkSettings(settings))) issues.checkSize(settings, place);
  }
  return issues.all;
}
