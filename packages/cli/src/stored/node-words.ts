import type { Json } from "@goldilocks/digest";
import { type NodeKind, parsePreImage, type PreImage } from "@goldilocks/plan";
import { isRecord, textIn } from "./json.ts";
import type { StoredRun } from "./runs.ts";

const kinds: Readonly<Record<NodeKind, string>> = {
  features: "ground-truth features",
  covariance: "covariance of the ground-truth codes",
  stream: "stream of data, without an end",
  codes: "ground-truth codes of a piece of a stream",
  trajectory: "training of one cell, without an end",
  point: "state of a training after some steps",
  chance: "MMCS to truth of random dictionaries",
  similarity: "best match of every ground-truth feature",
  heldOut: "losses and L0 on held-out data",
  dead: "number of dead elements",
  convergence: "whether a training has converged",
  ending: "history of a training with its last step",
  elements: "best match of every dictionary element",
  elementsChance: "MMCS of random elements with truth",
  matching: "features and elements matched one to one",
  matchingChance: "one-to-one matches of random dictionaries",
  activity: "activity of matched elements on held-out data",
  variance: "variance explained on held-out data",
  byFrequency: "recovery of features by frequency",
  pair: "MMCS of a dictionary with a larger one",
  larger: "MMCS of a dictionary with those larger than it",
  across: "MMCS of a dictionary with those of other seeds",
  averaged: "dictionary averaged with those of other seeds",
  standardised: "standardised log losses of a grid",
  table: "table of all cells",
  figure: "figure",
  estimates: "what methods propose for size and L1 coefficient without true features",
  claims: "verdicts on claims",
};

/** What a node is, in a few words. */
export const kindInWords = (kind: NodeKind): string => kinds[kind];

/** A pre-image taken apart; `undefined` for one of another version. */
export function readPreImage(preImage: Json): PreImage | undefined {
  try {
    return parsePreImage(preImage);
  } catch {
    return undefined;
  }
}

/** The key of the whole of what was made although cells had failed; `undefined` for what is whole. */
export function wholeKeyOf({ parameters }: PreImage): string | undefined {
  const partial = parameters["partial"];
  return isRecord(partial) ? textIn(partial, "of") : undefined;
}

/** What a run knows of its figures that these do not know themselves. */
type FigureRun = Pick<StoredRun, "name" | "figures" | "figureNames">;

/** The name of a figure and of its experiment, which a run of it knows, and its title. Figures of older versions know their names. */
export function figureFacts(
  { parameters }: PreImage,
  key: string,
  run: FigureRun | undefined,
): { figure: string; experiment: string; title: string } {
  const own = textIn(parameters["spec"], "name");
  return {
    figure: run?.figureNames[run.figures.indexOf(key)] ?? (own === "" ? textIn(parameters["spec"], "kind") : own),
    experiment: run?.name ?? textIn(parameters["normal"], "name"),
    title: textIn(parameters, "title"),
  };
}

/** The experiment's normal form that a figure's pre-image holds. */
export const normalIn = ({ kind, parameters }: PreImage): Json | undefined =>
  kind === "figure" ? parameters["normal"] : undefined;

/** What decides a node besides its inputs, as names and values; defaults are filled in. */
export function parameterRows({ kind, parameters }: PreImage): readonly (readonly [string, string])[] {
  const { partial, ...whole } = parameters;
  return [...wholeRows(kind, whole), ...partialRows(partial)];
}

function wholeRows(kind: NodeKind, parameters: PreImage["parameters"]): readonly (readonly [string, string])[] {
  if (kind === "table") return tableRows(parameters);
  if (kind === "estimates") return [["asked", shown(parameters["asked"] ?? null)]];
  if (kind === "figure") {
    const { spec = null, title = "", vectors = null } = parameters;
    return [["title", shown(title)], ...leaves("", spec), ...(vectors === null ? [] : leaves("vectors", vectors))];
  }
  return leaves("", parameters);
}

/** What is missing because cells failed: the rows by error. */
function partialRows(partial: Json | undefined): readonly (readonly [string, string])[] {
  if (!isRecord(partial)) return [];
  const rows = new Map<string, Set<string>>();
  for (const gap of Array.isArray(partial["failed"]) ? partial["failed"] : []) {
    const code = textIn(gap, "code");
    const row = isRecord(gap) ? shown(gap["row"] ?? null) : "";
    rows.set(code, (rows.get(code) ?? new Set()).add(row));
  }
  const failed = [...rows].map(([code, all]) => `${code} in ${all.size === 1 ? "row" : "rows"} ${[...all].join(", ")}`);
  return [
    ["partial of", textIn(partial, "of")],
    ["failed", failed.join("; ")],
  ];
}

const names = (columns: Json | undefined): string =>
  Array.isArray(columns) ? columns.map((column: Json) => textIn(column, "name")).join(", ") : "";

function tableRows(parameters: PreImage["parameters"]): readonly (readonly [string, string])[] {
  return [
    ["rows", shown(parameters["rows"] ?? 0)],
    ["set", names(parameters["known"])],
    ["measured", names(parameters["measured"])],
    ["derived", names(parameters["derived"])],
  ];
}

function leaves(path: string, value: Json | undefined): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return [[path, shown(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(path === "" ? name : `${path}.${name}`, inner));
}

/** A JSON value as a person reads it. */
export const shown = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
