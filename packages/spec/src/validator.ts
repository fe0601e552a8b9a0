import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from "ajv/dist/2020.js";
import { experimentSchema } from "./generated/schema.ts";
import { type SchemaNode } from "./schema-node.ts";

// Compiling is most of the time that a start takes, so nothing is inlined or optimised; a test checks the schema itself.
const options: Options = {
  verbose: true,
  strictTypes: false,
  strictRequired: false,
  validateSchema: false,
  messages: false,
  inlineRefs: false,
  code: { optimize: false },
};

const ajvThat = (allErrors: boolean): Ajv2020 =>
  new Ajv2020({ ...options, allErrors }).addVocabulary(["unit", "scale", "later", "choice"]);

const definitions: unknown = experimentSchema["$defs"];

/** A validator of its own, which compiles each part of the schema once; references are those of the whole. */
class Validator {
  readonly #allErrors: boolean;
  readonly #compiled = new WeakMap<SchemaNode, ValidateFunction>();
  #ajv: Ajv2020 | undefined;

  constructor(allErrors: boolean) {
    this.#allErrors = allErrors;
  }

  of(node: SchemaNode): ValidateFunction {
    this.#ajv ??= ajvThat(this.#allErrors);
    const known = this.#compiled.get(node) ?? this.#ajv.compile({ ...node, $defs: definitions });
    this.#compiled.set(node, known);
    return known;
  }
}

const [telling, quick] = [new Validator(true), new Validator(false)];

/** Values in one of which everything wrong is told: ajv's time grows with the square of what is wrong. */
const mostValues = 5000;

/** Whether a value holds so many that only the first fault of it is told. */
export function isLarge(value: unknown): boolean {
  const waiting = [value];
  for (let seen = 0; waiting.length > 0; seen++) {
    if (seen > mostValues) return true;
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    const inside = Object.values(next);
    if (inside.length > mostValues) return true;
    waiting.push(...inside);
  }
  return false;
}

/** Everything ajv finds wrong with a value, the first of it in a large one. Empty when it fits the schema. */
export function faultsOf(node: SchemaNode, value: unknown): readonly ErrorObject[] {
  const validate = (isLarge(value) ? quick : telling).of(node);
  return validate(value) ? [] : (validate.errors ?? []);
}
