import { deflateSync } from "node:zlib";
import { sha256 } from "./state.ts";

/** What a preset view shows. Names are keys of MLflow's params and metrics. */
export interface PresetView {
  readonly name: string;
  /** A contour of a metric over two params. */
  readonly contour?: { readonly x: string; readonly y: string; readonly z: string };
  /** A metric over one param. */
  readonly points?: { readonly x: string; readonly y: string };
  /** Parallel coordinates. */
  readonly parallel?: { readonly params: readonly string[]; readonly metrics: readonly string[] };
  /** A metric against another. */
  readonly scatter?: { readonly x: string; readonly y: string };
  /** Image grids, by the keys of {@link gridImages}. */
  readonly images?: { readonly keys: readonly string[]; readonly step: number };
  /** Parts before the `/` in names of metrics, for which the page adds sections of its own: these come after the view, closed. */
  readonly closed?: readonly string[];
  /** Columns of the list of runs. */
  readonly columns?: { readonly params: readonly string[]; readonly metrics: readonly string[] };
  /** MLflow's filter of runs, such as ``tags.`goldilocks.group` = '…'``. @default all runs */
  readonly filter?: string;
}

/** Runs in one chart; the UI itself would take the first ten. */
const RUNS = 1000;

const SECTION = "charts";
/** Sections of metrics whose names have no `/`, and of the server's own. */
const GENERATED = ["Model metrics", "System metrics"];
/** Charts beside each other, and pixels: so that labels of axes can be read. */
const COLUMNS = 2;
const CARD_HEIGHT = 400;

type Axis = { readonly key: string; readonly type: "PARAM" | "METRIC" };
const param = (key: string): Axis => ({ key, type: "PARAM" });
const metric = (key: string): Axis => ({ key, type: "METRIC" });

function chartsOf(view: PresetView, uuid: (name: string) => string): readonly object[] {
  const { contour, points, parallel, scatter, images } = view;
  const chart = (type: string, rest: object, name = type): object => ({
    uuid: uuid(name),
    type,
    runsCountToCompare: RUNS,
    metricSectionId: uuid(SECTION),
    deleted: false,
    isGenerated: false,
    ...rest,
  });
  return [
    ...(contour === undefined
      ? []
      : [chart("CONTOUR", { xaxis: param(contour.x), yaxis: param(contour.y), zaxis: metric(contour.z) })]),
    ...(points === undefined ? [] : [chart("SCATTER", { xaxis: param(points.x), yaxis: metric(points.y) }, "points")]),
    ...(parallel === undefined
      ? []
      : [chart("PARALLEL", { selectedParams: parallel.params, selectedMetrics: parallel.metrics, showAllRuns: true })]),
    ...(scatter === undefined ? [] : [chart("SCATTER", { xaxis: metric(scatter.x), yaxis: metric(scatter.y) })]),
    ...(images === undefined
      ? []
      : [chart("IMAGE", { imageKeys: images.keys, step: images.step, showRunParams: false })]),
  ];
}

/** The view's own first and open; those that the page adds for metrics, which it knows by name, closed. */
const sections = ({ name, closed = [] }: PresetView, uuid: (name: string) => string): readonly object[] =>
  [name, ...closed, ...GENERATED].map((title, index) => ({
    uuid: uuid(index === 0 ? SECTION : `section ${title}`),
    name: title,
    display: index === 0,
    isReordered: false,
    deleted: false,
    isGenerated: index > 0,
    columns: COLUMNS,
    cardHeight: CARD_HEIGHT,
  }));

function stateOf(view: PresetView, uuid: (name: string) => string): object {
  const { params = [], metrics = [] } = view.columns ?? {};
  return {
    searchFilter: view.filter ?? "",
    orderByKey: "attributes.start_time",
    orderByAsc: false,
    startTime: "ALL",
    lifecycleFilter: "Active",
    datasetsFilter: [],
    modelVersionFilter: "All Runs",
    selectedColumns: [...params.map((key) => `params.\`${key}\``), ...metrics.map((key) => `metrics.\`${key}\``)],
    columnOrder: [],
    columnWidths: {},
    runsHiddenMode: "SHOW_ALL",
    compareRunCharts: chartsOf(view, uuid),
    compareRunSections: sections(view, uuid),
    viewMaximized: false,
    runListHidden: false,
    isAccordionReordered: true,
    useGroupedValuesInCharts: true,
    hideEmptyCharts: true,
    groupBy: null,
    groupsExpanded: {},
    globalLineChartConfig: {
      xAxisKey: "step",
      lineSmoothness: 0,
      selectedXAxisMetricKey: "",
    },
  };
}

/** Whether a version of MLflow is one whose UI is known to understand preset views: their form is nowhere documented. */
export const showsPresetViews = (version: string): boolean => /^3\.\d+/u.test(version);

/**
 * A view of an experiment's runs, as the tag of the experiment by which MLflow's UI shares views.
 *
 * @param created - Milliseconds since 1970; shown nowhere.
 * @returns The tag, and the key for {@link links.view}; `undefined` when it is too long for a tag.
 */
export function presetView(
  view: PresetView,
  created: number,
): { readonly key: string; readonly tags: Readonly<Record<string, string>> } | undefined {
  const key = sha256(JSON.stringify(view)).slice(0, 32);
  const state = stateOf(view, (name) => uuidOf(`${key} ${name}`));
  const packed = deflateSync(JSON.stringify(state)).toString("base64");
  const value = JSON.stringify({ name: view.name, createdAt: created, updatedAt: created, state: `deflate;${packed}` });
  return value.length > 20_000 ? undefined : { key, tags: { [`mlflow.sharedViewState.${key}`]: value } };
}

/** A UUID that is the same for the same text, so that what is sent again is the same. */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
