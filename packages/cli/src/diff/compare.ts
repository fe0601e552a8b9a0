import { suggest } from "@goldilocks/diagnostics";
import { relative } from "node:path";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import { UsageError } from "../error.ts";
import { openForReading } from "../stored/store-files.ts";
import { metricNames } from "./compare-numbers.ts";
import { type Comparison, compareSides } from "./compare-sides.ts";
import { fileIn, type Side, sideOf } from "./side.ts";
import { pictureFolder, type WrittenPicture, writePictures } from "./write-pictures.ts";

/** Everything that `exp diff --json` prints. */
export interface Compared extends Comparison {
  /** Where the pictures lie, from where the person stands; null without one. */
  readonly folder: string | null;
  readonly pictures: readonly WrittenPicture[];
}

/** What was typed: two words, or one that is compared with itself under the options. */
export interface Words {
  readonly a: string;
  readonly b: string;
  readonly alone: boolean;
}

/** Reads both sides, compares them, and draws how their figures differ. @throws as `prepare` and `targetOf` do. */
export async function compare({ a, b, alone }: Words, given: Arguments, session: Session): Promise<Compared> {
  const opened = await openForReading(session);
  const { workspace } = opened;
  if (
    ["profile", "set"].some((name) => given.values.has(name)) &&
    ![a, b].some((word) => fileIn(word, workspace.base))
  ) {
    const message = `--profile and --set change a file, and ${alone ? a : `${a} and ${b}`} is recorded`;
    throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: "leave them out, or name an experiment's file" });
  }
  const plain: Arguments = { ...given, values: new Map() };
  const left = await sideOf(a, alone ? plain : given, session, opened);
  const right = await sideOf(b, given, session, opened);
  const metrics = metricsOf(given, [left, right]);
  const { matched, ...comparison } = compareSides(left, right, metrics);
  const drawable = left.table !== null && right.table !== null && left.plan.table !== right.plan.table;
  if (!drawable || !hasFigures(left, right)) return { ...comparison, folder: null, pictures: [] };
  const [{ drawDifferences }, { openRenderer }] = await Promise.all([
    import("./draw-difference.ts"),
    import("../run/renderer.ts"),
  ]);
  const pictures = drawDifferences(left, right, matched, await openRenderer());
  const folder = pictureFolder(workspace, comparison, given.values.get("out")?.[0]);
  const written = await writePictures(pictures, folder, workspace);
  const isWritten = written.some((picture) => "files" in picture);
  return { ...comparison, folder: isWritten ? relative(workspace.base, folder) || "." : null, pictures: written };
}

/** A piece of work on its own has none. */
const hasFigures = (...sides: readonly Side[]): boolean =>
  sides.every(({ what, plan }) => plan.figures.length > 0 && ["experiment", "run", "table", "figure"].includes(what));

function metricsOf(given: Arguments, sides: readonly Side[]): readonly string[] {
  const asked = given.values.get("metric") ?? [];
  const known = [...new Set(sides.flatMap(({ plan }) => metricNames(plan)))];
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown === undefined) return asked;
  const near = suggest(unknown, known);
  const hint = near === undefined ? `they measure: ${known.join(", ")}` : `did you mean ${near}?`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message: `neither measures ${unknown}`, hint });
}
