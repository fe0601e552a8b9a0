import { visible } from "@goldilocks/diagnostics";
import { markdownCell, markdownLine, markdownParagraphs } from "../markdown-text.ts";
import type { ClaimReport, ClaimsReport, Finding } from "./report.ts";
import { convergenceText } from "./cells-behind.ts";
import type { Comparison, Measured } from "./verdict.ts";

/** A number to four significant digits. */
const short = (value: number): string => String(Number(value.toPrecision(4)));

const valueText = ({ values, labels }: Measured, index: number): string => {
  const value = values[index];
  if (typeof value !== "number") return value ?? "–";
  return labels?.[index] ?? short(value);
};

/** What was measured on one side: mean and interval, else the values by repeat. */
function measuredText(side: Measured): string {
  const { mean, low, high, text, values } = side;
  if (mean !== undefined && low !== undefined && high !== undefined)
    return `${text}: ${short(mean)} [${short(low)}, ${short(high)}]`;
  const all = values.map((_, index) => valueText(side, index));
  return `${text}: ${new Set(all).size === 1 ? (all[0] ?? "–") : all.join("; ")}`;
}

/** The numbers behind a finding in one line. */
export function numbersOf({ comparisons, cells }: Finding): string {
  const sides = comparisons.flatMap(({ sides: all, difference }) =>
    difference === undefined ? all : [...all, difference],
  );
  const notes = [
    ...comparisons.map(detectableText),
    convergenceText(cells),
    cells.failed === undefined ? "" : `${cells.failed} of ${cells.looked} cells failed (${cells.failures ?? ""})`,
    cells.absent > 0 ? `${cells.absent} of ${cells.looked} cells without a value` : "",
  ];
  return [...new Set([...sides.map(measuredText), ...notes])].filter((part) => part !== "").join("; ");
}

/** The difference that a comparison could have shown: of both sides, else of the only one that is measured. */
function detectableText({ sides, difference }: Comparison): string {
  const { detectable } = difference ?? sides.find((side) => side.detectable !== undefined) ?? {};
  return detectable === undefined ? "" : `detectable ${short(detectable)}`;
}

/** A verdict as a reader sees it: with what it is so far, where cells have not converged. */
export const verdictWords = ({ verdict, soFar }: Pick<Finding, "verdict" | "soFar">): string =>
  soFar === undefined ? verdict : `${verdict} (${soFar} so far)`;

const readingName = (reading: Finding["reading"]): string => Object.values(reading).join(" · ");

const POWER_TEXT = "Detectable: the smallest true difference that so many repeats would show in 80% of cases.";

function claimSection({ name, claim, says, findings }: ClaimReport): string {
  const repeats = Math.max(...findings.map((one) => one.repeats));
  const level = repeats === 1 ? "one repeat, so there is no interval" : `${repeats} repeats`;
  const several = findings.length > 1;
  const head = [...(several ? ["reading"] : []), "verdict", "numbers"];
  const rows = findings.map((one) => {
    const verdict = one.why === null ? verdictWords(one) : `${verdictWords(one)}: ${one.why}`;
    return [...(several ? [readingName(one.reading)] : []), verdict, numbersOf(one)];
  });
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(markdownCell).join(" | ")} |`);
  const power = findings.some(({ comparisons }) => comparisons.some((one) => detectableText(one) !== ""));
  const times = power ? `${level}. ${POWER_TEXT}` : `${level}.`;
  return [
    `## ${markdownLine(name)}`,
    "",
    `    ${visible(claim)}`,
    "",
    ...(says === null ? [] : [markdownParagraphs(says), ""]),
    times,
    "",
    ...lines,
  ].join("\n");
}

/** Claims by readings: which survives which reading. */
function matrix({ readings, claims }: ClaimsReport): string {
  const head = ["reading", ...claims.map(({ name }) => name)];
  const rows = readings.map((reading, index) => [
    readingName(reading),
    ...claims.map(({ findings }) => (findings[index] === undefined ? "" : verdictWords(findings[index]))),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(markdownCell).join(" | ")} |`).join("\n");
}

/** A report for people, as Markdown. */
export function claimsMarkdown(report: ClaimsReport): string {
  const scale = Object.entries(report.scale).map(([name, values]) => `${name} ${values.join(", ")}`);
  const parts = [
    "# Claims",
    `${markdownLine(scale.join("; "))}.`,
    ...(report.readings.length > 1 ? [matrix(report)] : []),
    ...report.claims.map(claimSection),
  ];
  return `${parts.join("\n\n")}\n`;
}
