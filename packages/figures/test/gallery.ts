// Each figure is a function: the gallery is what the snapshots compare and what a person looks at.
import type { FigureInput, FigureSpec, Table } from "@goldilocks/figures";
import { parseHTML } from "linkedom";
import { histories, L1_VALUES, RATIOS, sweep } from "./fake-tables.ts";

const newDocument = (): unknown => parseHTML("<!doctype html><html><body></body></html>").document;

const KEY = "3f9a1c5e7b2d4860a1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778899".slice(0, 64);
const around = (seeds = "features 0, data 0, init 0") => ({
  caption: { scale: "h = 64, G = 128, 5 active", steps: "10,000 steps of 256", seeds, hash: KEY },
  metadata: { key: KEY, spec: '{"goldilocks":1,"name":"toy","title":"a < b & c"}\n' },
  document: newDocument(),
});
const repeated = "features 0, data 0, init 0–4";
const ridge = {
  kind: "heatmap",
  x: "sae.l1Coefficient",
  y: "sae.dictSize",
  fill: "mmcs.truth",
} as const;
const zone = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;

/** A figure with an ordinary caption around it. */
export const inputFor = (figure: FigureSpec, table: Table): FigureInput => ({ figure, table, ...around() });

export const gallery: Readonly<Record<string, () => FigureInput>> = {
  heatmap: () => ({
    figure: {
      ...ridge,
      reference: ["deathLine"],
      title: "MMCS to truth, by dictionary size and L1 coefficient",
      caption: "Mean max cosine similarity between the ground-truth features and the learned dictionary.",
    },
    table: sweep({ missing: (cell) => cell.l1 === 10 && cell.ratio > 2 }),
    ...around(),
  }),
  "heatmap-repeats": () => ({
    figure: { ...ridge, interval: 0.95, title: "Five seeds a cell" },
    table: sweep({ repeats: 5, missing: (_, index) => index % 41 === 0 }),
    ...around(repeated),
  }),
  "heatmap-facets": () => ({
    figure: {
      ...ridge,
      facet: "variant",
      reference: ["deathLine"],
      title: "With and without jitter",
    },
    table: sweep({ variants: ["clean", "jitter"] }),
    ...around(),
  }),
  "heatmap-steps": () => ({
    figure: { ...ridge, facet: "train.steps", reference: ["deathLine"] },
    table: sweep({ steps: [1000, 2000, 5000, 10_000, 20_000] }),
    ...around(),
  }),
  "heatmap-capped": () => ({
    figure: { ...ridge, fill: "dead", domain: [0, 100], title: "Dead elements, drawn up to 100" },
    table: sweep({ l1: [0, ...L1_VALUES] }),
    ...around(),
  }),
  "heatmap-variants": () => ({
    figure: {
      kind: "heatmap",
      x: "sae.l1Coefficient",
      y: "variant",
      fill: "loss.reconstruction",
      where: { "sae.dictSize": "1×" },
    },
    table: sweep({ variants: ["clean", "jitter"] }),
    ...around(),
  }),
  line: () => ({
    figure: {
      ...zone,
      where: { "sae.dictSize": 128 },
      reference: ["deathLine", "chance"],
      title: "The Goldilocks zone",
      caption: "Dictionary size equal to the number of ground-truth features.",
    },
    table: sweep({ missing: (cell) => cell.l1 === 5.62341 }),
    ...around(),
  }),
  "line-sizes": () => ({
    figure: {
      kind: "line",
      x: "sae.dictSize",
      y: "mmcs.truth",
      where: { "sae.l1Coefficient": 0.1 },
      reference: ["chance"],
    },
    table: sweep({ repeats: 5 }),
    ...around(repeated),
  }),
  "line-series": () => ({
    figure: {
      ...zone,
      series: "sae.dictSize",
      reference: ["deathLine", "chance"],
      title: "Every size",
    },
    table: sweep({ repeats: 3 }),
    ...around(repeated),
  }),
  "line-facets": () => ({
    figure: {
      ...zone,
      series: "variant",
      facet: "train.steps",
      where: { "sae.dictSize": "1×" },
      interval: 0.95,
      reference: ["chance"],
    },
    table: sweep({ variants: ["clean", "jitter"], steps: [5000, 20_000, 80_000], repeats: 5 }),
    ...around(repeated),
  }),
  "line-zero": () => ({
    figure: {
      kind: "line",
      x: "sae.l1Coefficient",
      y: "loss.reconstruction",
      where: { "sae.dictSize": "1×" },
    },
    table: sweep({ l1: [0, ...L1_VALUES] }),
    ...around(),
  }),
  "line-best": () => ({
    figure: {
      ...zone,
      y: "mmcs.truth",
      reduce: "max",
      title: "The best size at each L1 coefficient",
    },
    table: sweep({ repeats: 3 }),
    ...around(repeated),
  }),
  scatter: () => ({
    figure: {
      kind: "scatter",
      x: "loss.reconstruction",
      y: "mmcs.truth",
      fill: "sae.l1Coefficient",
      title: "A low loss misleads",
    },
    table: sweep({
      repeats: 3,
      ratios: [0.5, 1, 2],
      missing: (cell) => cell.l1 === 10 && cell.ratio === 2,
    }),
    ...around(repeated),
  }),
  "scatter-series": () => ({
    figure: { kind: "scatter", x: "loss.reconstruction", y: "mmcs.truth", series: "variant" },
    table: sweep({ ratios: [1, 2], variants: ["clean", "jitter"] }),
    ...around(),
  }),
  history: () => {
    const table = sweep({ ratios: [1], l1: [0.01, 0.0316228, 0.1, 0.316228, 1], repeats: 3 });
    const figure = {
      kind: "history",
      y: "mmcs.truth",
      series: "sae.l1Coefficient",
      reference: ["chance"],
    } as const;
    return {
      figure: { ...figure, title: "MMCS to truth while training" },
      table,
      histories: histories(table),
      ...around(repeated),
    };
  },
  histogram: () => ({
    figure: {
      kind: "histogram",
      x: "mmcs.truth",
      series: "variant",
      reference: ["chance"],
      title: "How the cells spread",
    },
    table: sweep({ variants: ["clean", "jitter"], ratios: RATIOS, repeats: 3 }),
    ...around(repeated),
  }),
  "histogram-log": () => ({
    figure: { kind: "histogram", x: "loss.reconstruction", facet: "sae.dictSize" },
    table: sweep({ repeats: 5 }),
    ...around(repeated),
  }),
  "heatmap-transposed": () => ({
    figure: {
      kind: "heatmap",
      x: "sae.dictSize",
      y: "sae.l1Coefficient",
      fill: "mmcs.truth",
      reference: ["deathLine", "zone"],
    },
    table: sweep(),
    ...around(),
  }),
  "line-zone": () => ({
    figure: {
      ...zone,
      where: { "sae.dictSize": 1 },
      facet: "variant",
      series: "train.steps",
      reference: ["zone", "deathLine", "chance"],
      title:
        "A title so long that it does not fit on one line of the figure and has to be broken, twice if there is any need for it",
    },
    table: sweep({
      variants: ["clean", "jitter", "correlated", "none of these"],
      steps: [1000, 10_000, 80_000],
    }),
    ...around(),
  }),
};
