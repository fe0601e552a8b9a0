import { readdirSync, readFileSync } from "node:fs";

/** What became of a claim in one reading. */
interface Finding {
  readonly reading?: Readonly<Record<string, string>>;
  readonly verdict: "holds" | "fails" | "undecided";
  /** What it is if the cells that are not known to have converged stay as they are. */
  readonly soFar?: "holds" | "fails";
  readonly why?: string;
  readonly repeats: number;
  readonly numbers: string;
}

/** What `collect-claims.mjs` keeps of a run. */
export interface CollectedRun {
  readonly experiment: string;
  /** Revision of the verdicts; absent for the first. */
  readonly rule?: number;
  readonly at: "post" | "default" | "smoke";
  readonly scale: Readonly<Record<string, readonly (number | string)[]>>;
  readonly cells: number;
  /** Labels by axis. */
  readonly grid: Readonly<Record<string, readonly string[]>>;
  readonly table: string;
  readonly verdicts: string;
  readonly figures: Readonly<Record<string, string>>;
  readonly axes: readonly string[];
  readonly readings: readonly Readonly<Record<string, string>>[];
  readonly claims: readonly {
    readonly name: string;
    readonly claim: string;
    readonly says: string | null;
    readonly findings: readonly Finding[];
  }[];
}

const folder = new URL("../../docs/reproduction/", import.meta.url);

/** Every run that was collected. */
export const collectedRuns = (): readonly CollectedRun[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as CollectedRun);

const scales = ["post", "default", "smoke"] as const;

const scaleName = { post: "At the post's scale", default: "At the default scale", smoke: "A first try" };

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

/** Numbers 0, 1, 2 as `0–2`. */
const span = (values: readonly (number | string)[] = []): string =>
  values.length > 2 ? `${values[0]}–${values.at(-1)}` : values.join(", ");

/** Scale, seeds and hashes of a run in one paragraph. */
/** Said of runs whose verdicts are of revision 1, and whose trainings have not been repeated since. */
const EARLIER_RULE =
  "*These verdicts are older: they hold although cells behind them may not have converged, by an older criterion.*";

function heading({ at, scale, grid, cells, claims, figures, verdicts, rule }: CollectedRun): string {
  const repeats = Math.max(0, ...claims.flatMap(({ findings }) => findings.map((finding) => finding.repeats)));
  const of = (name: string): string => span(scale[name]);
  const sizes = `h ${of("data.activationDim")}, G ${of("data.nFeatures")}, ${of("data.active")} active`;
  const steps = `${of("train.steps")} steps of ${of("train.batch")}`;
  const seeds = `seeds ${["features", "data", "init"].map((name) => `${name} ${of(`seeds.${name}`)}`).join(", ")}`;
  const hashes = Object.entries(figures).map(([name, key]) => `${name} \`${key.slice(0, 12)}\``);
  const axes = Object.entries(grid).map(([name, labels]) => `${name} ${span(labels)}`);
  const times = repeats === 1 ? "1 repeat, so that there is no interval" : `${repeats} repeats`;
  const all = [
    sizes,
    steps,
    ...axes,
    `${cells} cells`,
    times,
    seeds,
    ...hashes,
    `verdicts \`${verdicts.slice(0, 12)}\``,
  ];
  const before = rule === undefined ? ` ${EARLIER_RULE}` : "";
  return `**${scaleName[at]}** (${all.join("; ")}):${before}`;
}

const verdictWord = ({ verdict, soFar }: Finding): string =>
  soFar === undefined ? verdict : `${verdict} (${soFar} so far)`;

const verdictOf = (finding: Finding): string =>
  finding.why === undefined ? `**${verdictWord(finding)}**` : `**${verdictWord(finding)}**: ${finding.why}`;

const readingName = (run: CollectedRun, reading: Finding["reading"] = {}): string =>
  run.axes.map((axis) => reading[axis] ?? "").join(" · ");

/** Every claim with what it says; below, for each reading, what was measured. */
function claimsTable(run: CollectedRun): string {
  const several = run.readings.length > 1;
  const rows = run.claims.flatMap(({ name, claim, says, findings }) =>
    findings.map((finding, index) => [
      index > 0 ? "" : `${name}: \`${claim}\`${says === null ? "" : `<br>${says}`}`,
      ...(several ? [readingName(run, finding.reading)] : []),
      verdictOf(finding),
      finding.numbers,
    ]),
  );
  return tableOf(["claim", ...(several ? ["reading"] : []), "verdict", "measured"], rows);
}

/** Verdicts by reading, and how many readings each claim survives. */
function readingsTable(run: CollectedRun): string {
  const verdicts = run.readings.map((reading, index) => [
    ...run.axes.map((axis) => reading[axis] ?? ""),
    ...run.claims.map(({ findings }) => (findings[index] === undefined ? "" : verdictWord(findings[index]))),
  ]);
  const holding = run.claims.map(({ findings }) => findings.filter(({ verdict }) => verdict === "holds").length);
  const total = [
    `holds in`,
    ...run.axes.slice(1).map(() => ""),
    ...holding.map((n) => `${n} of ${run.readings.length}`),
  ];
  const legend = run.claims.map(({ name, claim, says }) => [name, `\`${claim}\``, says ?? ""]);
  return [
    tableOf([...run.axes, ...run.claims.map(({ name }) => name)], [...verdicts, total]),
    tableOf(["claim", "text", "says"], legend),
  ].join("\n\n");
}

/** What is known of one experiment, the post's scale first. */
function sectionOf(name: string, runs: readonly CollectedRun[], matrix: boolean): string {
  const own = scales.flatMap((at) => runs.filter((run) => run.experiment === name && run.at === at));
  const shown = own.some(({ at }) => at !== "smoke") ? own.filter(({ at }) => at !== "smoke") : own;
  if (shown.length === 0) return `*Not run yet: \`exp experiments/${name}.yaml --profile post\`.*`;
  return shown.map((run) => `${heading(run)}\n\n${matrix ? readingsTable(run) : claimsTable(run)}`).join("\n\n");
}

const marked = /(?<open><!-- (?<kind>claims|readings): (?<name>[\w.-]+) -->\n)[^]*?(?<close><!-- end -->)/gu;

/** A page with every marked section as the collected runs have it, and the experiments that it shows. */
export function withClaims(
  text: string,
  runs: readonly CollectedRun[],
): { readonly text: string; readonly shown: readonly string[] } {
  const shown: string[] = [];
  const filled = text.replaceAll(marked, (...match) => {
    const { open, kind, name, close } = match.at(-1) as Record<"open" | "kind" | "name" | "close", string>;
    shown.push(name);
    return `${open}\n${sectionOf(name, runs, kind === "readings")}\n\n${close}`;
  });
  return { text: filled, shown };
}
