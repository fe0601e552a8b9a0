import { sha256 } from "@goldilocks/digest";
import type { Settings } from "@goldilocks/spec";

import { cellName } from "./cell-name.ts";
import type { Cost } from "./cost.ts";
import type { JsonObject } from "./frozen.ts";
import { batchesPerChunk } from "./kinds/codes.ts";
import type { Purpose, Site } from "./kinds/recipe.ts";
import type { PlanNode } from "./node.ts";
import type { CellKind, NodeKind, Versions } from "./node-kind.ts";
import { preImageOf, preImageText } from "./pre-image.ts";
import { recipes, registry } from "./registry.ts";

/** What a node is made of, before it has a key. */
interface Draft {
  readonly kind: NodeKind;
  readonly parameters: JsonObject;
  readonly inputs: readonly string[];
}

/** What a node has besides its identity; only made for a node that is new. */
interface Rest {
  readonly needs: readonly string[];
  readonly cost: Cost;
  readonly label: string;
}

/** Collects nodes, each once, inputs before the nodes that use them. */
export interface NodeBuilder {
  readonly nodes: ReadonlyMap<string, PlanNode>;
  /** Adds a node unless its like exists, and gives its key. */
  readonly add: (draft: Draft, rest: () => Rest) => string;
  /** Puts another cost on a node. */
  readonly setCost: (key: string, cost: Cost) => void;
  /** The nodes of a cell with these settings; each is built when its key is first asked for. */
  readonly cell: (settings: Settings) => (kind: CellKind) => string;
}

/** Gives every node a key and keeps one of equals; a text that most cells come to is hashed once. */
export function nodeBuilder(versions: Versions, device: string): NodeBuilder {
  const nodes = new Map<string, PlanNode>();
  const keys = new Map<string, string>();
  const add = ({ kind, parameters, inputs }: Draft, rest: () => Rest): string => {
    const preImage = preImageOf(kind, versions[kind], parameters, inputs, device);
    const text = preImageText(preImage);
    const key = keys.get(text) ?? sha256(text);
    if (registry[kind].shared) keys.set(text, key);
    if (nodes.has(key)) return key;
    // `rest` builds what the node needs: it runs first, so that the map stays in topological order.
    const { needs, cost, label } = rest();
    // The recipe that gave the parameters is that of the kind.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    nodes.set(key, {
      key,
      kind,
      parameters,
      preImage,
      inputs,
      needs,
      cost,
      label,
    } as unknown as PlanNode);
    return key;
  };
  const setCost = (key: string, cost: Cost): void => {
    const node = nodes.get(key);
    if (node !== undefined) nodes.set(key, { ...node, cost });
  };
  return { nodes, add, setCost, cell: cellBuilder(add) };
}

function cellBuilder(add: NodeBuilder["add"]): NodeBuilder["cell"] {
  const chunkLists = new Map<string, readonly string[]>();
  return (settings) => {
    const built = new Map<string, string>();
    const name = cellName(settings);
    const build = (kind: CellKind, purpose: Purpose, chunk: number): string => {
      const place = purpose === "train" && chunk === 0 ? kind : `${kind} ${purpose} ${chunk}`;
      const key = built.get(place) ?? addAt(add, kind, site(purpose, chunk));
      built.set(place, key);
      return key;
    };
    const site = (purpose: Purpose, chunk: number): Site => ({
      settings,
      purpose,
      chunk,
      name,
      key: (kind, piece) => build(kind, piece?.purpose ?? "train", piece?.chunk ?? 0),
      chunks: (of, batches) => {
        const count = Math.ceil(batches / batchesPerChunk);
        const place = `${build("stream", of, 0)} ${count}`;
        const list = chunkLists.get(place) ?? Array.from({ length: count }, (_, index) => build("codes", of, index));
        chunkLists.set(place, list);
        return list;
      },
    });
    return (kind) => build(kind, "train", 0);
  };
}

function addAt(add: NodeBuilder["add"], kind: CellKind, site: Site): string {
  const recipe = recipes[kind];
  return add({ kind, parameters: recipe.parameters(site), inputs: recipe.inputs(site) }, () => ({
    needs: recipe.needs(site),
    cost: recipe.cost(site),
    label: recipe.label(site),
  }));
}
