import { type SpecIssue } from "./error.ts";
import { explain } from "./explain.ts";
import { type Settings } from "./generated/settings.ts";
import { definition } from "./schema-node.ts";

/** An issue of a cell's settings, with the path of the setting; `spanOf` finds where it was written. */
export interface SettingIssue extends SpecIssue {
  readonly path: string;
}

const schema = definition("Settings");

function together({ data }: Settings): SettingIssue[] {
  if (!(data.active > data.nFeatures)) return [];
  return [
    {
      code: "SPEC_RANGE",
      message: `data.active must be <= data.nFeatures (${data.nFeatures}), and is ${data.active}`,
      hint: "lower data.active, or raise data.nFeatures",
      path: "data.active",
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
  if (faults.length === 0) return together(settings);
  return faults.map(({ code, message, hint, path }) => ({
    code,
    message,
    hint,
    path: path.join("."),
  }));
}
