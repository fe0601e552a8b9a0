// Tables that look like real ones, made by arithmetic alone: their values must be the same wherever the snapshots are compared.
import { type Column, log10, type Scalar, type Table } from "@goldilocks/figures";

export const L1_VALUES = [
  0.01, 0.0177828, 0.0316228, 0.0562341, 0.1, 0.177828, 0.316228, 0.562341, 1, 1.77828, 3.16228, 5.62341, 10,
];
export const RATIOS = [0.25, 0.5, 1, 2, 4, 8];
const RATIO_LABELS = ["¼×", "½×", "1×", "2×", "4×", "8×"];
const ACTIVATION_DIM = 64;
const FEATURES = 128;

/** A number in [−1, 1] that looks random. */
const noise = (seed: number): number => (((seed * 7919 + 104729) % 2003) / 2003) * 2 - 1;
/** From 0 to 1 around 0. */
const step = (x: number): number => 0.5 + x / (2 * (1 + (x < 0 ? -x : x)));

interface Cell {
  readonly l1: number;
  readonly ratio: number;
  readonly repeat: number;
  readonly variant: string;
  readonly steps: number;
}

export interface GridOptions {
  readonly l1?: readonly number[];
  readonly ratios?: readonly number[];
  readonly repeats?: number;
  readonly variants?: readonly string[];
  readonly steps?: readonly number[];
  /** Which cells have no MMCS. */
  readonly missing?: (cell: Cell, index: number) => boolean;
}

function cellsOf(options: GridOptions = {}): Cell[] {
  const { l1 = L1_VALUES, ratios = RATIOS, repeats = 1, variants = ["clean"], steps = [10_000] } = options;
  return variants.flatMap((variant) =>
    steps.flatMap((count) =>
      ratios.flatMap((ratio) =>
        l1.flatMap((value) =>
          Array.from({ length: repeats }, (_, repeat): Cell => ({
            l1: value,
            ratio,
            repeat,
            variant,
            steps: count,
          })),
        ),
      ),
    ),
  );
}

const dictSize = (cell: Cell): number => FEATURES * cell.ratio;
const chance = (cell: Cell): number => 0.32 + 0.05 * log10(cell.ratio);

/** A ridge between the lower edge of the zone and the death line. */
function mmcs(cell: Cell): number {
  if (cell.l1 >= (2 * dictSize(cell)) / ACTIVATION_DIM) return chance(cell) - 0.02;
  const length = log10(cell.steps / 10_000);
  const lower = step(7 * (log10(cell.l1 === 0 ? 0.001 : cell.l1) + 1.55 + length * 0.6 - 0.45 * log10(cell.ratio)));
  const upper = step(
    9 * (log10((2 * dictSize(cell)) / ACTIVATION_DIM) - 0.45 - log10(cell.l1 === 0 ? 0.001 : cell.l1)),
  );
  const size = cell.ratio < 1 ? 0.55 + 0.45 * cell.ratio : 1 - 0.01 * log10(cell.ratio);
  const jitter = cell.variant === "jitter" ? 0.88 : 1;
  const wobble = 0.02 * noise(cell.repeat * 31 + cell.l1 * 1e5 + cell.ratio * 17);
  return chance(cell) + (0.99 - chance(cell)) * lower * upper * size * jitter + wobble * (1 - lower);
}

const column = (name: string, label: string, scale: Column["scale"], values: readonly (Scalar | null)[]): Column => {
  const first = values.find((value) => value !== null);
  const kind = typeof first === "string" ? "string" : typeof first === "boolean" ? "boolean" : "number";
  return { name, label, kind, scale, values };
};

const loss = (cell: Cell): number =>
  0.002 + 0.02 * step(3 * log10(cell.l1 === 0 ? 0.001 : cell.l1)) * (1.1 - mmcs(cell));
const dead = (cell: Cell): number =>
  mmcs(cell) < chance(cell) ? dictSize(cell) : Math.floor((1 - mmcs(cell)) * 40 * cell.ratio);
const identity = (cell: Cell): string => JSON.stringify({ ...cell, repeat: 0 });

export function sweep(options: GridOptions = {}): Table {
  const cells = cellsOf(options);
  const value = (cell: Cell, index: number): number | null =>
    options.missing?.(cell, index) === true ? null : mmcs(cell);
  const names = [...new Set(cells.map(identity))];
  return {
    rows: cells.length,
    columns: [
      column(
        "cell",
        "cell",
        "linear",
        cells.map((cell) => names.indexOf(identity(cell))),
      ),
      column(
        "repeat",
        "repeat",
        "linear",
        cells.map((cell) => cell.repeat),
      ),
      column(
        "variant",
        "variant",
        "ordinal",
        cells.map((cell) => cell.variant),
      ),
      column(
        "train.steps",
        "steps",
        "log",
        cells.map((cell) => cell.steps),
      ),
      column(
        "sae.l1Coefficient",
        "L1 coefficient α",
        "log",
        cells.map((cell) => cell.l1),
      ),
      {
        ...column("sae.dictSize", "dictionary size J / features G", "log", cells.map(dictSize)),
        labels: cells.map((cell) => RATIO_LABELS[RATIOS.indexOf(cell.ratio)] ?? `${cell.ratio}×`),
      },
      column(
        "data.activationDim",
        "activation size h",
        "linear",
        cells.map(() => ACTIVATION_DIM),
      ),
      column(
        "sae.l1Normalise",
        "L1 normalisation",
        "ordinal",
        cells.map(() => "mean"),
      ),
      column("mmcs.truth", "MMCS to truth", "linear", cells.map(value)),
      column("mmcs.truth.chance", "MMCS of a random dictionary", "linear", cells.map(chance)),
      column("loss.reconstruction", "reconstruction loss", "log", cells.map(loss)),
      column("dead", "dead elements", "linear", cells.map(dead)),
      column(
        "converged",
        "converged",
        "ordinal",
        cells.map((cell) => cell.l1 > 0.02 || cell.ratio < 0.5),
      ),
    ],
  };
}

/** Steps 1, 2, 5 × 10^k up to that of each row of the table. */
export function histories(table: Table): Table {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  const rows = Array.from({ length: table.rows }, (_, row) => row).flatMap((row) => steps.map((at) => ({ row, at })));
  const final = table.columns.find((candidate) => candidate.name === "mmcs.truth");
  const at = ({ row, at: now }: { row: number; at: number }): number =>
    0.32 + (Number(final?.values[row] ?? 0.32) - 0.32) * step(6 * (log10(now) - 3)) + 0.005 * noise(row * 13 + now);
  return {
    rows: rows.length,
    columns: [
      column(
        "row",
        "row",
        "linear",
        rows.map(({ row }) => row),
      ),
      column(
        "step",
        "step",
        "log",
        rows.map((entry) => entry.at),
      ),
      column("mmcs.truth", "MMCS to truth", "linear", rows.map(at)),
    ],
  };
}
