import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";
import type { FrameColumn } from "./frame.ts";

const TYPES: Readonly<Record<FrameColumn["kind"], BasicType>> = {
  integer: "INT64",
  number: "DOUBLE",
  string: "STRING",
  boolean: "BOOLEAN",
};

/** A data frame as the bytes of a Parquet file that names the table it comes from. Numbers keep all their bits. */
export function parquetBytes(columns: readonly FrameColumn[], table: string): Uint8Array {
  const columnData = columns.map(({ name, kind, values }) => ({
    name,
    type: TYPES[kind],
    data: values.map((value) => (kind === "integer" && typeof value === "number" ? BigInt(value) : value)),
  }));
  const kvMetadata = [{ key: "goldilocks:table", value: table }];
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: "goldilocks" }));
}
