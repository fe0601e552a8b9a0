import { type Issue, type Span } from "@goldilocks/diagnostics";
import { type Json } from "@goldilocks/digest";
import { type EstimateSpec } from "./estimate.ts";
import { type Claim } from "./claims/claim.ts";
import { type FigureSpec } from "./figure.ts";
import { type MetricName, type SeedName, type Settings } from "./generated/settings.ts";

/**
 * One change of a setting. A ratio is resolved in its cell: the value of the setting `of`, times `ratio`, truncated to a whole number.
 * Paths are dotted and name a single value (`data.decay.rate`).
 */
export type Assignment =
  | { readonly path: string; readonly value: Json }
  | { readonly path: string; readonly ratio: number; readonly of: string };

/** One point of an axis. */
export interface AxisPoint {
  /** What a person reads: `0.1`, `½×`, `clean`. */
  readonly label: string;
  /** The value; of a ratio the ratio, of a variant its name, of coupled settings (`zip`) their label. */
  readonly value: number | string | boolean;
  /** What a cell at this point sets, all paths different. */
  readonly set: readonly Assignment[];
}

/** How an axis is drawn. `log` only where every value is a positive number. */
export type Scale = "log" | "linear" | "ordinal";

/** One axis of the grid; no two axes set the same path. */
export interface Axis {
  /** A settings path, or the name a person gave. */
  readonly name: string;
  readonly label: string;
  readonly scale: Scale;
  readonly points: readonly AxisPoint[];
}

/** Cells to leave out: those whose point is among `points` on every axis named. `points` are indices into `Axis.points`. */
export interface Exclusion {
  readonly entries: readonly { readonly axis: string; readonly points: readonly number[] }[];
}

/** Repeat r, from 0, adds r to each seed named in `over`. */
export interface Repeats {
  readonly over: readonly SeedName[];
  readonly n: number;
}

/** What one YAML file states, checked and with nothing left open. */
export interface Experiment {
  readonly language: 1;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** The base, every default filled in, before axes. */
  readonly settings: Settings;
  /** In the order written, those of `readings` first. */
  readonly axes: readonly Axis[];
  /** Names of the axes whose points, one of each, are a reading. */
  readonly readings: readonly string[];
  readonly exclude: readonly Exclusion[];
  readonly repeats: Repeats;
  readonly metrics: readonly MetricName[];
  readonly figures: readonly FigureSpec[];
  readonly estimates: readonly EstimateSpec[];
  readonly claims: readonly Claim[];
  readonly device: "exact";
  /** The normal form: same meaning, same normal form. Itself an experiment file. */
  readonly normal: Json;
  /** Every file read, the experiment's own last; `--set` is one of them. */
  readonly sources: readonly Source[];
  /** Where values were written; read it with `spanOf`. */
  readonly spans: ReadonlyMap<string, Span>;
  /** What the file says that a person probably did not mean, in reading order; it can be run all the same. */
  readonly warnings: readonly Issue[];
}

/** A text that was read, under the name its spans carry. */
export interface Source {
  readonly file: string;
  readonly text: string;
}
