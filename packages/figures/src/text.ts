// What needs no drawing, so that a program that draws nothing need not load Plot (a quarter of a second).
export { checkFigure, seriesIssues } from "./check-figure.ts";
export { orderIssues } from "./check-options.ts";
export { DEFAULT_DPI, DEFAULT_FORMATS, type FigureFormat } from "./figure-options.ts";
export { detectableDifference, MOST_REPEATS, moreRepeatsToDecide } from "./detectable-difference.ts";
export { type FiguresCode, FiguresError, type FiguresIssue } from "./errors.ts";
export type { FigureKind, FigureSpec, Reduction, Reference, Scalar } from "./figure-spec.ts";
export { log10 } from "./log10.ts";
export { charactersOf, missingCharacters } from "./font-characters.ts";
export type { FigureMetadata } from "./metadata.ts";
export { meanInterval, type MeanInterval } from "./mean-interval.ts";
export { readFigureMetadata } from "./read-figure-metadata.ts";
export { QUANTITY, VALUE } from "./several-along-y.ts";
export { studentT } from "./student-t.ts";
export type { Column, ColumnKind, Table } from "./table.ts";
export { tableToCsv, tableToJson } from "./table-text.ts";
export { terminalHeatmap, type TerminalOptions } from "./terminal-heatmap.ts";
