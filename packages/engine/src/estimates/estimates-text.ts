import { markdownCell, markdownLine } from "../markdown-text.ts";
import type { Candidate, GridEstimate, GroupEstimates, MethodEstimate, Spread, Truth } from "./estimated.ts";

/** The estimates as Markdown: what each method proposes, beside the truth, then every repeat, and by which rule. */
export function estimatesText(groups: readonly GroupEstimates[]): string {
  return `# Estimates\n\n${groups.map(groupText).join("\n")}`;
}

/** A method and what it proposes, in words. */
interface EstimateLine {
  readonly method: string;
  readonly text: string;
}

/** What is said of a group of cells in a few lines. */
export interface EstimatesInWords {
  /** The place on the other axes; empty where there is none. */
  readonly place: string;
  readonly methods: readonly EstimateLine[];
  readonly truth: readonly string[];
}

/** What each method proposes for a group, and what is true of it, in words. */
export function estimatesInWords({ at, truth, estimates }: GroupEstimates): EstimatesInWords {
  const place = Object.entries(at).map(([axis, label]) => `${axis} ${label}`);
  const nFeatures = truth[0]?.nFeatures ?? null;
  return {
    place: place.join(", "),
    methods: estimates.map((estimate) => ({ method: nameOf(estimate), text: proposalText(estimate, nFeatures) })),
    truth: truth.map((one) => truthText(one, truth.length)),
  };
}

/** The method, and those of its options that are not what they are by default. */
function nameOf(estimate: MethodEstimate): string {
  const { method, onlyConverged } = estimate;
  const options = [
    ...(estimate.method === "dead" && estimate.atMost > 0 ? [`atMost ${estimate.atMost}`] : []),
    ...(estimate.method === "ssll" && estimate.peaks === "values" ? ["peaks of values"] : []),
    ...("aboveChance" in estimate && estimate.aboveChance ? ["above chance"] : []),
    ...(onlyConverged ? [] : ["converged or not"]),
  ];
  return options.length === 0 ? method : `${method} (${options.join(", ")})`;
}

function proposalText({ repeats, found, dictSize, l1Coefficient }: MethodEstimate, nFeatures: number | null): string {
  const [only] = repeats;
  if (repeats.length === 1 && only !== undefined) return gridText(only, nFeatures);
  if (dictSize === null || l1Coefficient === null) return `none found: ${reasonsOf(repeats).join("; ")}`;
  const all = `found in ${found} of ${repeats.length} repeats`;
  return `size ${spreadText(dictSize)}${timesText(dictSize.median, nFeatures)}, L1 ${spreadText(l1Coefficient)}; ${all}`;
}

const reasonsOf = (repeats: readonly GridEstimate[]): readonly string[] => [
  ...new Set(repeats.flatMap(({ reason }) => reason ?? [])),
];

function gridText({ proposal, reason }: GridEstimate, nFeatures: number | null): string {
  if (proposal === null) return `none found: ${reason ?? ""}`;
  const { dictSize, l1Coefficient, mmcsTruth, edges } = proposal;
  const there = mmcsTruth === null ? "" : `; MMCS to truth there ${short(mmcsTruth)}`;
  const bounds = edges.length === 0 ? "" : `; at the ${edges.join(" and the ")} looked at`;
  return `size ${dictSize}${timesText(dictSize, nFeatures)}, L1 ${l1Coefficient}${there}${bounds}`;
}

const spreadText = ({ min, median, max }: Spread): string =>
  min === max ? `${median}` : `${median} (${min} to ${max})`;

const timesText = (size: number, nFeatures: number | null): string =>
  nFeatures === null || nFeatures === 0 ? "" : ` (${short(size / nFeatures)}× the true features)`;

function truthText({ repeat, nFeatures, best, zone }: Truth, repeats: number): string {
  const parts = [
    ...(nFeatures === null ? [] : [`${nFeatures} true features`]),
    ...(best === null
      ? []
      : [`best MMCS to truth ${short(best.mmcsTruth)} at size ${best.dictSize}, L1 ${best.l1Coefficient}`]),
    ...(zone === null ? [] : [`above ${zone.above} at size ${zone.dictSize} from L1 ${zone.from} to ${zone.to}`]),
  ];
  return `${repeats > 1 ? `repeat ${repeat + 1}: ` : ""}${parts.join("; ")}`;
}

/** A number to three significant digits. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

function groupText(group: GroupEstimates): string {
  const { place, methods, truth } = estimatesInWords(group);
  const head = place === "" ? [] : [`## ${markdownLine(place)}`, ""];
  const rows = methods.map(({ method, text }) => `| ${markdownCell(method)} | ${markdownCell(text)} |`);
  const nFeatures = group.truth[0]?.nFeatures ?? null;
  return [
    ...head,
    "| method | proposal |",
    "|---|---|",
    ...rows,
    "",
    "Truth, which no method sees:",
    "",
    ...truth.map((line) => `- ${markdownLine(line)}`),
    "",
    ...group.estimates.flatMap((estimate) => methodText(estimate, nFeatures)),
  ].join("\n");
}

function methodText(estimate: MethodEstimate, nFeatures: number | null): readonly string[] {
  const { rule, repeats } = estimate;
  const lines = repeats.map(
    (one) => `- repeat ${one.repeat + 1}: ${markdownLine(`${gridText(one, nFeatures)}. ${lookedAtText(one)}`)}`,
  );
  return [`### ${markdownLine(nameOf(estimate))}`, "", markdownLine(`The rule: ${rule}.`), "", ...lines, ""];
}

function lookedAtText({ cells, candidates }: GridEstimate): string {
  const left = (why: string): number => cells.filter(({ leftOut }) => leftOut === why).length;
  const parts = [
    `${cells.length} cells, of which ${left("absent")} have no value and ${left("not converged")} have not converged`,
    ...(left("too early") > 0 ? [`of ${left("too early")} it is too early to tell`] : []),
    ...(left("failed") > 0 ? [`${left("failed")} failed`] : []),
  ];
  const others = candidates.slice(1).map(candidateText);
  return `${[...parts, ...(others.length === 0 ? [] : [`other candidates: ${others.join(", ")}`])].join("; ")}.`;
}

const candidateText = ({ dictSize, l1Coefficient }: Candidate): string => `size ${dictSize} at L1 ${l1Coefficient}`;
