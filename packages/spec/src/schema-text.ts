import { experimentSchema } from "./generated/schema.ts";

/** The JSON Schema (2020-12) of an experiment file as text, for an editor or a tool; ends in a newline. */
export function schemaText(): string {
  return `${JSON.stringify(experimentSchema, null, 2)}\n`;
}
