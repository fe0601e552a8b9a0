import type { Issue, Span } from "@goldilocks/diagnostics";
import { charactersOf, DEFAULT_FORMATS, missingCharacters } from "@goldilocks/figures/text";
import type { NodeOf, Plan } from "@goldilocks/plan";
import { figureNodes, tableNode } from "./nodes.ts";
import { figureFonts } from "./run/fonts.ts";

/** A text that figures show, and where it was written. */
interface Shown {
  readonly what: string;
  readonly text: string;
  readonly span: Span | undefined;
}

const CHANNELS = ["x", "y", "fill", "series", "facet"] as const;

/** Warnings of texts that have characters which no font of PNG and PDF figures has: those are drawn as boxes. */
export function missingCharacterWarnings(plan: Plan): readonly Issue[] {
  const shown = figureNodes(plan).flatMap((node, index) => shownTexts(plan, node, index));
  // The fonts are read only for texts that could lack something.
  const doubtful = shown.filter(({ text }) => /[^ -\u024F\u0370-\u03FF\u0400-\u04FF\u2010-\u2026]/u.test(text));
  if (doubtful.length === 0) return [];
  const fonts = figureFonts().map(charactersOf);
  return doubtful.flatMap(({ what, text, span }): Issue[] => {
    const missing = missingCharacters([text], fonts);
    return missing.length === 0 ? [] : [warning(what, missing, span)];
  });
}

const MOST_NAMED = 12;

function warning(what: string, missing: readonly string[], span: Span | undefined): Issue {
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : "";
  return {
    code: "CLI_NO_GLYPH",
    severity: "warning",
    message: `PNG and PDF figures show boxes in ${what} for: ${missing.slice(0, MOST_NAMED).join(" ")}${more}`,
    hint: "use Latin, Greek or Cyrillic letters, or `formats: [svg]`, which a browser shows with its own fonts",
    ...(span !== undefined && { span }),
  };
}

function shownTexts(plan: Plan, { parameters: { spec, title } }: NodeOf<"figure">, index: number): readonly Shown[] {
  const { spans } = plan.experiment;
  if ((spec.formats ?? DEFAULT_FORMATS).every((format) => format === "svg")) return [];
  const at = (key: string): Span | undefined => spans.get(`figures[${index}].${key}`);
  const hidden: readonly string[] = spec.hide ?? [];
  return [
    ...(hidden.includes("title") ? [] : [{ what: "the title", text: title, span: at("title") ?? spans.get("title") }]),
    ...(hidden.includes("caption") ? [] : [{ what: "the caption", text: spec.caption ?? "", span: at("caption") }]),
    ...Object.entries(spec.labels ?? {}).map(([key, text]) => ({
      what: "a label",
      text: text ?? "",
      span: at(`labels.${key}`),
    })),
    ...columnTexts(plan, spec, index),
  ];
}

/** Names of axes and of their points, as far as a figure shows them. */
function columnTexts(plan: Plan, spec: NodeOf<"figure">["parameters"]["spec"], index: number): readonly Shown[] {
  const { spans } = plan.experiment;
  const names = new Set(CHANNELS.flatMap((channel) => [spec[channel] ?? []].flat()));
  const columns = tableNode(plan).parameters.known.filter(({ name }) => names.has(name));
  return columns.map(({ name, label, values, labels = [] }) => ({
    what: `the names of ${name}`,
    text: [...new Set([label, ...labels, ...values.filter((value) => typeof value === "string")])].join(" "),
    span: spans.get(`grid.${name}`) ?? spans.get(`figures[${index}]`),
  }));
}
