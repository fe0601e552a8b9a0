export { ExportError, type ExportCode } from "./error.ts";
export type { About, Exported } from "./exported.ts";
export type { Format } from "./format.ts";
export { type FormatName, formatNames } from "./format-names.ts";
export { formats } from "./formats.ts";
