import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { experimentSchema } from "./generated/schema.ts";
import { type SchemaNode } from "./schema-node.ts";

// Compiling is most of the time that a start takes, so nothing is inlined or optimised; a test checks the schema itself.
const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strictTypes: false,
  strictRequired: false,
  validateSchema: false,
  messages: false,
  inlineRefs: false,
  code: { optimize: false },
});
ajv.addVocabulary(["unit", "scale", "later", "choice"]);

const definitions: unknown = experimentSchema["$defs"];
const compiled = new WeakMap<SchemaNode, ValidateFunction>();

/** Compiles a part of the experiment schema, once; its references are those of the whole. */
function validatorOf(node: SchemaNode): ValidateFunction {
  const known = compiled.get(node);
  if (known !== undefined) return known;
  const validate = ajv.compile({ ...node, $defs: definitions });
  compiled.set(node, validate);
  return validate;
}

/** Everything ajv finds wrong with a value. Empty when it fits the schema. */
export function faultsOf(node: SchemaNode, value: unknown): readonly ErrorObject[] {
  const validate = validatorOf(node);
  return validate(value) ? [] : (validate.errors ?? []);
}
