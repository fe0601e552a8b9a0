import { uuidOf } from "./preset-view.ts";
import { type TrackedArtifact } from "./tracked-run.ts";

/** A table as MLflow's page of an artifact shows it. Numbers that are none become null, dots in names slashes. */
export function tableJson(
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): string {
  const data = rows.map((row) =>
    row.map((value) => (typeof value === "number" && !Number.isFinite(value) ? null : value)),
  );
  // Its page takes a dot for a way into a value, and shows nothing.
  return JSON.stringify({ columns: columns.map((name) => name.replaceAll(".", "/")), data });
}

/** The tag that makes MLflow show JSON files as tables. */
export const tableTags = (paths: readonly string[]): Readonly<Record<string, string>> => ({
  "mlflow.loggedArtifacts": JSON.stringify(paths.map((path) => ({ path, type: "table" }))),
});

/** The tag of a run that has images for the image grid. */
export const imageTags: Readonly<Record<string, string>> = { "mlflow.loggedImages": "True" };

/**
 * A picture for the image grid, where runs are compared by it: the file, and the small one, which the grid loads.
 *
 * @param key - What it shows, such as `figures/loss`; the same in all runs that are to be compared.
 * @param picture - A PNG; its path is not used.
 */
export function gridImages(
  key: string,
  { step, timestamp }: { readonly step: number; readonly timestamp: number },
  picture: Omit<TrackedArtifact, "path">,
): readonly TrackedArtifact[] {
  const file = `${key.replaceAll("/", "~")}+step+${step}+timestamp+${timestamp}+${uuidOf(`${key} ${step} ${picture.digest}`)}`;
  return [
    { ...picture, path: `images/${file}.png` },
    { ...picture, path: `images/${file}+compressed.webp` },
  ];
}
