import { isNestedDeeper, type Json, jsonFrom } from "@goldilocks/digest";
import { type SpecCode, SpecError } from "./error.ts";
import { type Experiment } from "./experiment.ts";
import { isMap, type JsonMap } from "./json-map.ts";
import { loadExperiment } from "./load.ts";
import { show } from "./show.ts";

const maxLength = 1_048_576;
const maxDepth = 128;
const hint = "use the file or the hash as the program wrote it: this experiment was changed since";

const refuse = (code: SpecCode, message: string): never => {
  throw new SpecError([{ code, message, hint }]);
};

/** A normal form holds everything itself. A reference in it would be to a file of whoever reads it. */
function checkWhole(normal: JsonMap, where: string): void {
  if (!Object.hasOwn(normal, "extends")) return;
  refuse("SPEC_NORMAL_FORM", `${where} extends ${show(normal["extends"])}, and a normal form holds everything itself`);
}

/**
 * A normal form that comes from outside, as JSON: embedded in a figure, for one. Its settings are checked only by {@link loadNormal}.
 *
 * @param where - What holds it, for messages.
 * @throws {@link SpecError} `SPEC_FILE_TOO_LARGE`, `SPEC_TOO_DEEP`, `SPEC_NORMAL_FORM`.
 */
export function readNormal(json: string, where: string): JsonMap {
  if (json.length > maxLength) refuse("SPEC_FILE_TOO_LARGE", `${where} is longer than ${maxLength} characters`);
  if (isNestedDeeper(json, maxDepth)) refuse("SPEC_TOO_DEEP", `${where} is nested more than ${maxDepth} levels deep`);
  const value = jsonFrom(json);
  if (value === undefined) refuse("SPEC_NORMAL_FORM", `${where} is no JSON`);
  const normal = isMap(value) ? value : refuse("SPEC_NORMAL_FORM", `${where} is ${show(value)}, and no map`);
  checkWhole(normal, where);
  return normal;
}

/**
 * The experiment of a normal form as it was recorded: nothing else is read.
 *
 * @throws {@link SpecError} `SPEC_NORMAL_FORM` for one that extends something; as {@link loadExperiment} does.
 */
export async function loadNormal(normal: Json): Promise<Experiment> {
  if (isMap(normal)) checkWhole(normal, "the recorded experiment");
  return loadExperiment("experiment.yaml", { read: () => JSON.stringify(normal) });
}
