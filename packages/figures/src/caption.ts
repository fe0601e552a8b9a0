import type { SvgNode } from "./svg-node.ts";
import { GREYS, label, SIZES } from "./text-style.ts";
import { textWidth, wrapText } from "./text-width.ts";

/**
 * What a caption names so that the figure explains itself, each as a person would read it: the scale (`h 64, G 128, 5 active`), the
 * steps (`10,000 steps of 256`), the seeds (`features 0, data 0, init 0–4`), and the figure's hash.
 */
export interface CaptionFacts {
  readonly scale: string;
  readonly steps: string;
  readonly seeds: string;
  /** Other settings that are not the defaults. */
  readonly settings?: string;
  readonly hash: string;
}

/** The text under a figure: its own caption, notes on what is drawn, and the facts. */
export function drawCaption(
  caption: string | undefined,
  notes: readonly string[],
  facts: readonly string[],
  width: number,
): { nodes: SvgNode[]; height: number } {
  const text = [caption, ...notes].filter((part) => part !== undefined && part !== "").join(" ");
  const own = wrapText(text, SIZES.caption, width);
  const small = wrapFacts(facts, width);
  const nodes = [
    ...own.map((line, index) => label(line, 0, 12 + index * 16, { "font-size": SIZES.caption })),
    ...small.map((line, index) =>
      label(line, 0, 12 + own.length * 16 + 2 + index * 14, {
        "font-size": SIZES.facts,
        fill: GREYS.faint,
      }),
    ),
  ];
  return { nodes, height: own.length * 16 + small.length * 14 + 6 };
}

/** A caption as one text, for what reads the file: its own sentence, the notes, and the facts. */
export function captionText(caption: string | undefined, notes: readonly string[], facts: readonly string[]): string {
  return [caption, ...notes, facts.join(" · ")].filter((part) => part !== undefined && part !== "").join(" ");
}

/** The facts of a caption with the number of seeds that were drawn. */
export function factLines(facts: CaptionFacts, [least, most]: readonly [number, number]): string[] {
  const n = least === most ? String(most) : `${least}–${most}`;
  return [
    facts.scale,
    facts.steps,
    facts.settings ?? "",
    `seeds: ${facts.seeds}`,
    `n = ${n}`,
    `hash ${facts.hash}`,
  ].filter((fact) => fact !== "");
}

/** Facts stay whole: lines break between them, and only there where they fit. */
function wrapFacts(facts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const joined = lines.length === 0 ? fact : `${lines.at(-1) ?? ""} · ${fact}`;
    if (lines.length > 0 && textWidth(joined, SIZES.facts) <= width) lines[lines.length - 1] = joined;
    else lines.push(...wrapText(fact, SIZES.facts, width));
  }
  return lines;
}
