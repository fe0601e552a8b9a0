// All that only a run which writes data frames needs, so that one import brings it.
export { cellsFrame } from "./cells-frame.ts";
export { historyFrame } from "./history-frame.ts";
export { parquetBytes } from "./parquet.ts";
