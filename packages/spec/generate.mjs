// Writes src/generated/ from schema/experiment.schema.json: `node generate.mjs`, or `pnpm --filter @goldilocks/spec generate`.
// With --check it writes nothing, and fails where a file is out of date.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const schemaFile = new URL("schema/experiment.schema.json", import.meta.url);
const note = "// Generated from schema/experiment.schema.json by generate.mjs; do not edit.\n";

// A title names a type; without the titles of single values their types are written in place, where they are used.
const withoutLeafTitles = ({ title, properties, ...rest }) => ({
  ...(properties === undefined && rest.anyOf === undefined ? {} : { title }),
  ...rest,
  ...(properties && {
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withoutLeafTitles(value)])),
  }),
});

const settingsTypes = async (schema) => {
  const $defs = Object.fromEntries(
    Object.entries(schema.$defs).map(([name, value]) => [name, withoutLeafTitles(value)]),
  );
  const properties = {
    settings: { $ref: "#/$defs/Settings" },
    seed: { $ref: "#/$defs/SeedName" },
    metric: { $ref: "#/$defs/MetricName" },
  };
  const root = {
    title: "Vocabulary",
    type: "object",
    properties,
    additionalProperties: false,
    $defs,
  };
  const types = await compile(root, "Vocabulary", {
    bannerComment: note,
    unreachableDefinitions: false,
  });
  const own = types.replace(/^export interface Vocabulary \{[^}]*\}\n/mu, "");
  // A type alias, unlike an interface, is known to be JSON.
  return own.replaceAll(/^export interface (\w+) \{([^}]*)\}$/gmu, "export type $1 = {$2};");
};

const schemaModule = (schema) =>
  `${note}
// prettier-ignore
/** The JSON Schema (2020-12) of an experiment file. */
export const experimentSchema: { readonly [key: string]: unknown } = JSON.parse(${JSON.stringify(JSON.stringify(schema))});
`;

/** The generated files: their texts by name. */
const generate = async () => {
  const schema = JSON.parse(await readFile(schemaFile, "utf8"));
  return { "settings.ts": await settingsTypes(schema), "schema.ts": schemaModule(schema) };
};

const check = process.argv.includes("--check");
for (const [name, text] of Object.entries(await generate())) {
  const file = new URL(`src/generated/${name}`, import.meta.url);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, "utf8")) !== text) {
    console.error(`src/generated/${name} is out of date: run node generate.mjs`);
    process.exitCode = 1;
  }
}
