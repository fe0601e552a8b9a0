import { suggest } from "@goldilocks/diagnostics";
import { type ErrorObject } from "ajv/dist/2020.js";
import { type SpecCode } from "./error.ts";
import { resolved, type SchemaNode } from "./schema-node.ts";
import { show, showList, showTypes } from "./show.ts";

/** What is said about one fault, before its place is known. */
export interface Wording {
  readonly code: SpecCode;
  readonly message: string;
  readonly hint: string;
  /** Of a value of the wrong type, the JSON types that would be right. */
  readonly types?: readonly string[];
}

type Say = (error: ErrorObject, name: string) => Wording;

const parent = (error: ErrorObject): SchemaNode => {
  const schema: unknown = error.parentSchema;
  return typeof schema === "object" && schema !== null ? resolved(schema) : {};
};

const example = (error: ErrorObject, name: string): string => {
  const { examples = [] } = parent(error);
  return examples.length === 0 ? "see `exp help` for what is allowed" : `for example ${name}: ${show(examples[0])}`;
};

const withUnit = (error: ErrorObject): string => {
  const { unit } = parent(error);
  return unit === undefined || unit === "none" ? "" : ` (${unit})`;
};

/** The bounds of a number, for want of an example. */
function withinBounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaNode): string {
  const low = exclusiveMinimum === undefined ? minimum : `above ${exclusiveMinimum}`;
  const high = exclusiveMaximum === undefined ? maximum : `below ${exclusiveMaximum}`;
  return `write a number from ${low ?? "any"} to ${high ?? "any"}`;
}

const bound: Say = (error, name) => ({
  code: "SPEC_RANGE",
  message: `${name} must be ${error.params["comparison"]} ${error.params["limit"]}, and is ${show(error.data)}${withUnit(error)}`,
  hint: (parent(error).examples ?? []).length > 0 ? example(error, name) : withinBounds(parent(error)),
});

const tooMany: Say = (error, name) => ({
  code: "SPEC_RANGE",
  message: `${name} holds more than ${error.params["limit"]}`,
  hint: "shorten it",
});

const tooFew: Say = (error, name) =>
  error.params["limit"] === 1
    ? {
        code: "SPEC_EMPTY",
        message: `${name} is empty`,
        hint: `leave it out, or ${example(error, name)}`,
      }
    : {
        code: "SPEC_RANGE",
        message: `${name} needs ${error.params["limit"]} values`,
        hint: example(error, name),
      };

const badName: Say = (error, name) => ({
  code: "SPEC_NAME",
  message: `${name} cannot be ${show(error.data)}`,
  hint: "use letters a to z and A to Z, digits, dots, dashes and underscores, a letter or digit first, at most 100",
});

/** Names are the only other texts with a pattern. */
const badText: Say = (error, name) => {
  if (!String(error.params["pattern"]).includes("px|mm")) return badName(error, name);
  const hint = "write a number of pixels, or a length such as 84mm, 3.3in or 240pt";
  return { code: "SPEC_VALUE", message: `${name} cannot be ${show(error.data)}`, hint };
};

const value: Say = (error, name) =>
  noSuchValue(name, error.data, error.params["allowedValues"] ?? [error.params["allowedValue"]]);

/** What is said of a value that is none of those allowed. */
export function noSuchValue(name: string, data: unknown, allowed: readonly unknown[]): Wording {
  const near = suggest(typeof data === "string" ? data : "", allowed.map(String));
  return {
    code: name === "goldilocks" ? "SPEC_VERSION" : "SPEC_VALUE",
    message: `${name} cannot be ${show(data)}`,
    hint: near === undefined ? `write one of: ${showList(allowed.map(String))}` : `did you mean ${near}?`,
  };
}

const sayings = new Map<string, Say>([
  ["minimum", bound],
  ["maximum", bound],
  ["exclusiveMinimum", bound],
  ["exclusiveMaximum", bound],
  ["maxItems", tooMany],
  ["maxProperties", tooMany],
  ["maxLength", tooMany],
  ["minItems", tooFew],
  ["minProperties", tooFew],
  ["minLength", tooFew],
  ["pattern", badText],
  ["enum", value],
  ["const", value],
  [
    "type",
    (error, name) => ({
      code: "SPEC_TYPE",
      message: `${name} must be ${showTypes([error.params["type"]].flat())}, and is ${show(error.data)}`,
      hint: example(error, name),
      types: [error.params["type"]].flat().map(String),
    }),
  ],
  [
    "required",
    (error, name) => ({
      code: "SPEC_MISSING_KEY",
      message: `${name} needs the key ${show(error.params["missingProperty"])}`,
      hint: `add ${error.params["missingProperty"]}`,
    }),
  ],
  [
    "uniqueItems",
    (_, name) => ({
      code: "SPEC_DUPLICATE_VALUE",
      message: `${name} holds the same value twice`,
      hint: "keep one of the two",
    }),
  ],
]);

/** Says what is wrong; `undefined` for keywords whose fault is told by another error of ajv. */
export function wordingOf(error: ErrorObject, name: string): Wording | undefined {
  return sayings.get(error.keyword)?.(error, name);
}
