import type { Settings } from "@goldilocks/spec";

import type { Cost } from "../cost.ts";
import type { FrozenObject, JsonObject } from "../frozen.ts";
import type { CellKind, NodeKind } from "../node-kind.ts";

/** What a stream of codes is for: two streams of one seed share no draw. */
export type Purpose = "train" | "heldOut";

/** Where in a cell a node is built: the cell's settings, and the piece that is asked for. */
export interface Site {
  readonly settings: Settings;
  /** The stream, for `stream` and `codes`. */
  readonly purpose: Purpose;
  /** The chunk, for `codes`. */
  readonly chunk: number;
  /** What tells the cell's trajectory from the next, in the words of the post; made once a cell. */
  readonly name: string;
  /** Builds another node of the same cell, unless it exists, and gives its key. */
  readonly key: (kind: CellKind, piece?: Partial<Pick<Site, "purpose" | "chunk">>) => string;
  /** Keys of the chunks of codes that the first `batches` batches of a stream lie in. */
  readonly chunks: (purpose: Purpose, batches: number) => readonly string[];
}

/** What every node kind states, however its nodes are made. */
export interface KindRecord {
  readonly kind: NodeKind;
  /** True for a kind whose nodes have keys but no results; its pieces have them. */
  readonly identity: boolean;
  /** A hint, in no key: true where most cells come to the same few nodes. */
  readonly shared: boolean;
  /** Values left out of a pre-image. Frozen: they never change within a language version. */
  readonly defaults: FrozenObject;
}

/** How the nodes of one kind follow from a cell. */
export interface Recipe<P extends JsonObject = JsonObject> extends KindRecord {
  /** Only what decides bytes. */
  readonly parameters: (site: Site) => P;
  /** Keys in the pre-image. */
  readonly inputs: (site: Site) => readonly string[];
  /** Keys of the results that must exist before the node can run. */
  readonly needs: (site: Site) => readonly string[];
  readonly cost: (site: Site) => Cost;
  /** A few words for people. */
  readonly label: (site: Site) => string;
}
