import type { NodeKind, RowKind } from "../node-kind.ts";

/** Results of a row that a run could not make, all for one reason. */
export type FailedCell = {
  /** Row of the table. */
  readonly row: number;
  /** Kinds of the row's nodes that have no result. */
  readonly sources: readonly RowKind[];
  /** Code of the error behind it. */
  readonly code: string;
  /** Kind of the node that failed. */
  readonly kind: NodeKind;
  /** The row whose training failed, where that is another one. */
  readonly of?: number;
};

/** What a node lacks that was made although cells had failed: its parameter `partial`. A complete node has none. */
export type Gaps = {
  /** Key of the complete node. */
  readonly of: string;
  /** What is missing, by ascending row. */
  readonly failed: readonly FailedCell[];
};
