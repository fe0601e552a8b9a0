/** Of MLflow's two faces, the one that shows runs. */
const WORKFLOW = "workflowType=machine_learning";

const list = (ids: readonly string[]): string => encodeURIComponent(JSON.stringify(ids));

/** Pages of MLflow's UI. @param uri - The server's address, without credentials and a closing slash. */
export const links = {
  experiment: (uri: string, experimentId: string): string => `${uri}/#/experiments/${experimentId}/runs?${WORKFLOW}`,

  run: (uri: string, experimentId: string, runId: string): string =>
    `${uri}/#/experiments/${experimentId}/runs/${runId}?${WORKFLOW}`,

  /** The charts of a preset view. @param viewKey - As {@link presetView} gave it. */
  view: (uri: string, experimentId: string, viewKey: string): string =>
    `${uri}/#/experiments/${experimentId}/runs?${WORKFLOW}&compareRunsMode=CHART&viewStateShareKey=${viewKey}`,

  /** The page that compares runs, of one experiment or several. */
  compare: (uri: string, experimentIds: readonly string[], runIds: readonly string[]): string =>
    `${uri}/#/compare-runs?runs=${list(runIds)}&experiments=${list(experimentIds)}&${WORKFLOW}`,
} as const;
