import { dictionaryLearning } from "./dictionary-learning.ts";
import type { Format } from "./format.ts";
import type { FormatName } from "./format-names.ts";
import { numpy } from "./numpy.ts";
import { saelens } from "./saelens.ts";
import { safetensors } from "./safetensors.ts";

/** Every format by name. */
export const formats: Readonly<Record<FormatName, Format>> = {
  saelens,
  "dictionary-learning": dictionaryLearning,
  safetensors,
  numpy,
};
