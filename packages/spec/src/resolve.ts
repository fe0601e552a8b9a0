import { isWarning } from "@goldilocks/diagnostics";
import { readAxes, type PlacedAxis } from "./axes.ts";
import { axisConflicts } from "./axis-conflicts.ts";
import { cellIssues, countCells, maxCells, nothingLeft } from "./cells.ts";
import { readClaims } from "./claims/read-claims.ts";
import { ColumnCheck } from "./columns.ts";
import { completeSettings } from "./complete.ts";
import { type Doubts } from "./doubts.ts";
import { type SpecCode, type SpecIssue } from "./error.ts";
import { equalRatios } from "./equal-ratios.ts";
import { readExclusions, scalarsOf } from "./exclude.ts";
import { zipPrefix } from "./expand.ts";
import { type Axis, type Exclusion, type Experiment, type Repeats } from "./experiment.ts";
import { type MetricName, type Settings } from "./generated/settings.ts";
import { metricNames } from "./metrics.ts";
import { normalForm } from "./normal.ts";
import { ofFirstReading } from "./first-reading.ts";
import { readEstimates } from "./read-estimates.ts";
import { readFigures } from "./read-figures.ts";
import { readRepeats, seedIssues } from "./read-repeats.ts";
import { repeatedSeeds } from "./repeated-seeds.ts";
import { sectionNames } from "./setting-paths.ts";
import { collectSpans } from "./spans.ts";
import { mapTree, toJson, type MapTree, type Tree } from "./tree.ts";

/** What is known besides the merged body. */
export interface ResolveContext {
  /** The experiment's own file, where what is missing belongs. */
  readonly file: SpecIssue["span"];
  /** Top-level keys of which something wrong was left out: nothing follows from what they lack. */
  readonly tainted: ReadonlySet<string>;
  /** The same to the setting. */
  readonly doubts: Doubts;
  /** Whether a profile or `--set` may have taken axis values away that the file still names. */
  readonly changed: boolean;
}

const aboutLength: ReadonlySet<SpecCode> = new Set(["SPEC_EMPTY", "SPEC_ZIP_LENGTH"]);

/** Turns a merged, expanded body into an experiment; every issue on the way goes to `issues`. */
export class Resolver {
  readonly issues: SpecIssue[] = [];
  readonly #body: MapTree;
  readonly #context: ResolveContext;

  constructor(body: MapTree, context: ResolveContext) {
    this.#body = body;
    this.#context = context;
  }

  /** The experiment. Whoever calls this looks at `issues` first: with any of them it means nothing. */
  resolve(sources: Experiment["sources"]): Experiment {
    const settings = this.#settings();
    const [readings, grid] = this.#axes();
    const placed = [...readings, ...grid];
    const axes = placed.map(({ axis }) => axis);
    const repeats = readRepeats(this.#part("repeats"));
    const metrics = this.#metrics();
    const exclude = this.#exclude(placed, settings);
    this.#check(settings, placed, exclude, repeats);
    const estimates = readEstimates(this.#part("estimates"), this.issues);
    const figures = readFigures(this.#part("figures"), this.#columns(axes, sources), this.issues);
    const { claims, spans: claimSpans } = readClaims(this.#part("claims"), sources, this.issues);
    const parts = {
      ...this.#header(),
      settings,
      axes,
      readings: readings.map(({ axis }) => axis.name),
      exclude,
      repeats,
      metrics,
      figures: ofFirstReading(
        figures,
        readings.map(({ axis }) => axis),
      ),
      estimates,
      claims,
      device: "exact" as const,
    };
    const spans = new Map([...collectSpans(this.#body, placed), ...claimSpans]);
    const normal = this.issues.every(isWarning) ? normalForm(parts, this.#coupled()) : null;
    return { ...parts, normal, sources, spans, warnings: [] };
  }

  #part(key: string): Tree | undefined {
    return this.#body.entries.get(key)?.value;
  }

  #sound(...keys: readonly string[]): boolean {
    return !keys.some((key) => this.#context.tainted.has(key));
  }

  #text(key: string): string | undefined {
    const tree = this.#part(key);
    return tree?.kind === "scalar" ? String(tree.value) : undefined;
  }

  #header(): Pick<Experiment, "language" | "name" | "title" | "description"> {
    for (const key of ["goldilocks", "name"]) {
      if (this.#part(key) !== undefined || !this.#sound(key)) continue;
      const hint = key === "goldilocks" ? "add goldilocks: 1" : "add for example name: my-experiment";
      this.#say("SPEC_MISSING_KEY", `the experiment has no ${key}`, this.#context.file, hint);
    }
    const name = this.#text("name") ?? "";
    const description = this.#text("description");
    const title = this.#text("title") ?? name;
    return { language: 1, name, title, ...(description !== undefined && { description }) };
  }

  #settings(): Settings {
    const entries = [...this.#body.entries].filter(([key]) => sectionNames.includes(key));
    return completeSettings(toJson(mapTree(this.#body.span, new Map(entries))));
  }

  /** The axes of the readings, then those of the grid. */
  #axes(): readonly [readonly PlacedAxis[], readonly PlacedAxis[]] {
    const issues: SpecIssue[] = [];
    const [readings, grid] = ["readings", "grid"].map((key) => readAxes(this.#part(key), issues));
    // Of a grid that lost wrong values, lengths say nothing.
    const lost = !this.#sound("grid", "readings");
    this.issues.push(...issues.filter(({ code }) => !lost || !aboutLength.has(code)));
    this.issues.push(...axisConflicts([...(readings ?? []), ...(grid ?? [])]));
    return [readings ?? [], grid ?? []];
  }

  #coupled(): Set<string> {
    const grid = this.#part("grid");
    const names = grid?.kind === "map" ? [...grid.entries.keys()] : [];
    return new Set(names.filter((name) => name.startsWith(zipPrefix)).map((name) => name.slice(zipPrefix.length)));
  }

  #metrics(): MetricName[] {
    const tree = this.#part("metrics");
    if (tree === undefined) return ["mmcs.truth"];
    return scalarsOf(tree).flatMap(({ value }) => metricNames.filter((name) => name === value));
  }

  #exclude(axes: readonly PlacedAxis[], settings: Settings): Exclusion[] {
    if (!this.#sound("grid", "readings")) return [];
    const context = { axes, settings, strict: !this.#context.changed };
    return readExclusions(this.#part("exclude"), context, this.issues);
  }

  /** Nothing is known of columns where the name of an axis is wrong. */
  #columns(axes: readonly Axis[], sources: Experiment["sources"]): ColumnCheck | undefined {
    return this.#context.doubts.has("grid") ? undefined : new ColumnCheck(axes, sources);
  }

  #check(settings: Settings, axes: readonly PlacedAxis[], exclude: readonly Exclusion[], repeats: Repeats): void {
    const cells = countCells(axes, repeats);
    const at = this.#part("grid")?.span ?? this.#part("repeats")?.span ?? this.#body.span;
    if (cells > maxCells) {
      const message = `the grid has ${cells} cells with their repeats, more than ${maxCells}`;
      this.#say("SPEC_TOO_MANY_CELLS", message, at, "leave out values, or split the experiment");
      return;
    }
    const grid = { settings, axes, exclude };
    const whole = this.#sound("exclude") && axes.every(({ axis }) => axis.points.length > 0);
    if (whole && nothingLeft(grid)) {
      const span = this.#part("exclude")?.span ?? at;
      this.#say("SPEC_NO_CELLS", "exclude leaves no cell", span, "exclude fewer");
    }
    const written = this.#part("repeats");
    this.issues.push(...seedIssues(repeats, settings, axes, written?.span));
    this.issues.push(...repeatedSeeds(written, repeats, settings, axes));
    // Without its exclusions, a grid has cells that nobody asked for.
    if (!this.#sound("exclude") || (!this.#sound("grid", "readings") && this.#part("exclude") !== undefined)) return;
    const spans = collectSpans(this.#body, axes);
    const spanAt = (path: string): SpecIssue["span"] => spans.get(path) ?? spans.get(path.split(".")[0] ?? "");
    const doubtful = (path: string): boolean => this.#context.doubts.has(path);
    this.issues.push(...cellIssues(grid, spanAt, doubtful), ...equalRatios(grid, doubtful));
  }

  #say(code: SpecCode, message: string, span: SpecIssue["span"], hint: string): void {
    this.issues.push(span === undefined ? { code, message, hint } : { code, message, span, hint });
  }
}
