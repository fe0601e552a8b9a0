import { type ClaimsReport, type Finding, numbersOf, type Verdict, verdictWords } from "@goldilocks/engine";
import { align } from "../text/align.ts";
import type { Paint } from "../text/paint.ts";

const painted = (verdict: Verdict, paint: Paint): string =>
  verdict === "holds" ? paint.green(verdict) : verdict === "fails" ? paint.red(verdict) : paint.yellow(verdict);

/** Padded first, since colours have no width. */
const inColour = (line: string, verdict: Verdict, paint: Paint): string =>
  line.replace(verdict, painted(verdict, paint));

/** What became of the claims: a line each, or where there are several readings a table of claims by readings. */
export function claimLines(report: ClaimsReport, paint: Paint, columns: number): readonly string[] {
  return report.readings.length > 1 ? matrixLines(report, paint) : listLines(report, paint, columns);
}

function listLines({ claims }: ClaimsReport, paint: Paint, columns: number): readonly string[] {
  const findings = claims.flatMap(({ name, findings: [finding] }) =>
    finding === undefined ? [] : [{ name, finding }],
  );
  const repeats = Math.max(1, ...findings.map(({ finding }) => finding.repeats));
  const lines = align(
    findings.map(({ name, finding }) => [verdictWords(finding), name, behind(finding)]),
    ["left", "left", "left"],
  );
  const head = `claims ${repeats === 1 ? "(one repeat: no interval)" : `(${repeats} repeats)`}`;
  const cut = (line: string): string => (line.length > columns - 2 ? `${line.slice(0, columns - 3)}…` : line);
  return [
    paint.bold(head),
    ...lines.map((line, index) => `  ${inColour(cut(line), findings[index]?.finding.verdict ?? "undecided", paint)}`),
  ];
}

const behind = (finding: Finding): string => finding.why ?? numbersOf(finding);

function matrixLines({ axes, claims, readings }: ClaimsReport, paint: Paint): readonly string[] {
  const head = [...axes, ...claims.map(({ name }) => name)];
  const rows = readings.map((reading, index) => [
    ...axes.map((axis) => reading[axis] ?? ""),
    ...claims.map(({ findings }) => (findings[index] === undefined ? "" : verdictWords(findings[index]))),
  ]);
  const [first = "", ...lines] = align(
    [head, ...rows],
    head.map(() => "left" as const),
  );
  const total = claims.map(({ name, findings }) => {
    const holding = findings.filter(({ verdict }) => verdict === "holds").length;
    return `  ${name} holds under ${holding} of ${readings.length} readings`;
  });
  return [
    paint.bold("claims by reading"),
    `  ${paint.dim(first)}`,
    ...lines.map((line) => `  ${line.trimEnd()}`),
    ...total,
  ];
}
