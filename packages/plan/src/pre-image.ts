import { canonicalJson, type Json } from "@goldilocks/digest";

import { PlanError, planIssue } from "./error.ts";
import { fillDefaults, type JsonObject, leaveOutDefaults } from "./frozen.ts";
import type { NodeParameters } from "./node.ts";
import { type NodeKind, nodeKinds } from "./node-kind.ts";
import { registry } from "./registry.ts";

/** A pre-image taken apart, its parameters with every default filled in. */
export interface PreImage {
  readonly kind: NodeKind;
  readonly opVersion: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly inputs: readonly string[];
  readonly device: string | null;
}

/** The device class of this program: bits that are the same on every machine. */
export const exactDevice = "exact";

/** What a key is the hash of. Only a trajectory carries a device class: everything else is always computed exactly. */
export function preImageOf(
  kind: NodeKind,
  opVersion: string,
  parameters: JsonObject,
  inputs: readonly string[],
  device: string = exactDevice,
): readonly [NodeKind, string, JsonObject, readonly string[], string | null] {
  const own = kind === "trajectory" ? device : null;
  return [kind, opVersion, leaveOutDefaults(parameters, registry[kind].defaults), inputs, own];
}

/**
 * The canonical JSON of a pre-image, put together from its parts.
 *
 * Kinds and keys need no escapes, so that the thousands of keys behind a table are not walked again.
 */
export function preImageText([kind, opVersion, parameters, inputs, device]: ReturnType<typeof preImageOf>): string {
  const named = Object.keys(parameters).length === 0 ? "{}" : canonicalJson(parameters);
  const keys = inputs.length === 0 ? "[]" : `["${inputs.join('","')}"]`;
  return `["${kind}",${JSON.stringify(opVersion)},${named},${keys},${JSON.stringify(device)}]`;
}

/** The parameters a pre-image stands for: those it names, and the frozen default of every other. */
export function withDefaults<K extends NodeKind>(kind: K, parameters: JsonObject): NodeParameters[K] {
  // A record's defaults and its parameters are written side by side; their types cannot follow the union.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return fillDefaults(parameters, registry[kind].defaults) as NodeParameters[K];
}

const isKind = (value: unknown): value is NodeKind => (nodeKinds as readonly unknown[]).includes(value);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isKeys = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((key) => typeof key === "string");

/**
 * Takes a stored pre-image apart, so that its node can be run again or compared.
 *
 * @throws {@link PlanError} `PLAN_BAD_PRE_IMAGE` if it has another shape or names an unknown kind.
 */
export function parsePreImage(preImage: Json): PreImage {
  const entries: readonly unknown[] = Array.isArray(preImage) ? preImage : [];
  const [kind, opVersion, parameters, inputs, device] = entries;
  const known = isKind(kind) && typeof opVersion === "string" && isObject(parameters) && isKeys(inputs);
  if (!known || entries.length !== 5 || (device !== null && typeof device !== "string")) {
    throw new PlanError(
      planIssue("PLAN_BAD_PRE_IMAGE", {
        message: `no pre-image of this version: ${JSON.stringify(preImage).slice(0, 80)}`,
        hint: "compile the experiment again instead of reading the stored record",
      }),
    );
  }
  return {
    kind,
    opVersion,
    parameters: fillDefaults(parameters, registry[kind].defaults),
    inputs,
    device,
  };
}
