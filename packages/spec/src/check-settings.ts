import { type SpecIssue } from "./error.ts";
import { explain } from "./explain.ts";
import { type Settings } from "./generated/settings.ts";
import { getSetting } from "./get-setting.ts";
import { definition } from "./schema-node.ts";

/** An issue of a cell's settings, with the path of the setting; `spanOf` finds where it was written. */
export interface SettingIssue extends SpecIssue {
  readonly path: string;
  /** Another setting that it is about. */
  readonly beside?: string;
}

const schema = definition("Settings");

type Together = (number: (path: string) => number, settings: Settings) => SettingIssue | undefined;

/** A setting counts some of what another counts all of. */
function partOf(path: string, beside: string): Together {
  return (number) => {
    const [part, whole] = [number(path), number(beside)];
    if (!(part > whole)) return undefined;
    const message = `${path} must be <= ${beside} (${whole}), and is ${part}`;
    return { code: "SPEC_RANGE", message, hint: `lower ${path}, or raise ${beside}`, path, beside };
  };
}

/** What is wrong between settings that are each right by themselves; a setting that is wrong by itself is no number. */
const together: readonly Together[] = [
  partOf("data.active", "data.nFeatures"),
  partOf("sae.k", "sae.dictSize"),
  (number, settings) => {
    const [warmup, steps] = [number("train.warmup"), number("train.steps")];
    if (getSetting(settings, "train.schedule.kind") === "constant" || !(warmup >= steps)) return undefined;
    return {
      code: "SPEC_RANGE",
      message: `train.warmup must be < train.steps (${steps}) where the learning rate then falls, and is ${warmup}`,
      hint: "lower train.warmup, or set train.schedule.kind: constant",
      path: "train.warmup",
      beside: "train.steps",
    };
  },
  (number) => {
    const [every, until] = [number("train.resample.every"), number("train.resample.until")];
    if (!(until < every)) return undefined;
    return {
      code: "SPEC_RANGE",
      message: `train.resample.until must be >= train.resample.every (${every}), and is ${until}`,
      hint: "raise train.resample.until, or leave train.resample out",
      path: "train.resample.until",
      beside: "train.resample.every",
    };
  },
];

/**
 * Everything wrong with the settings of one cell, by the schema and between settings. Empty when they are right.
 *
 * The schema is compiled once, whatever the number of cells.
 */
export function checkSettings(settings: Settings): SettingIssue[] {
  const faults = explain(schema, settings);
  const alone = faults.map(({ code, message, hint, path }) => ({ code, message, hint, path: path.join(".") }));
  const wrong = new Set(alone.map(({ path }) => path));
  const number = (path: string): number => (wrong.has(path) ? Number.NaN : Number(getSetting(settings, path)));
  return [...alone, ...together.flatMap((check) => check(number, settings) ?? [])];
}
