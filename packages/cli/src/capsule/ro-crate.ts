import type { Json } from "@goldilocks/digest";
import type { Manifest } from "./manifest.ts";

const TYPES: Readonly<Record<string, string>> = {
  svg: "image/svg+xml",
  png: "image/png",
  csv: "text/csv",
  json: "application/json",
  yaml: "application/yaml",
  md: "text/markdown",
};

/**
 * A capsule's provenance as RO-Crate 1.1 metadata: the crate, its files, the program, and the run that made the result.
 *
 * @see https://www.researchobject.org/ro-crate/specification/1.1/
 */
export function roCrate(
  manifest: Omit<Manifest, "files">,
  paths: readonly string[],
  made: { at: string; version: string },
): Json {
  const { key, title, commit, experiment } = manifest;
  const described = paths.filter((path) => !path.startsWith("code/") && !path.startsWith("objects/"));
  const software = `urn:goldilocks:program:${commit === "" ? made.version : commit}`;
  const results = described.filter((path) => /^(?:figure|cells)\./u.test(path));
  return {
    "@context": "https://w3id.org/ro/crate/1.1/context",
    "@graph": [
      {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        conformsTo: { "@id": "https://w3id.org/ro/crate/1.1" },
        about: { "@id": "./" },
      },
      {
        "@id": "./",
        "@type": "Dataset",
        name: `${experiment}: ${title}`,
        description: `A result of Goldilocks with the hash ${key}, and all that is needed to make it again.`,
        identifier: key,
        datePublished: made.at,
        license: { "@id": "https://spdx.org/licenses/MIT" },
        hasPart: described.map((path) => ({ "@id": path })),
        mentions: [{ "@id": "#run" }],
      },
      ...described.map((path) => ({
        "@id": path,
        "@type": "File",
        name: path,
        encodingFormat: TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      })),
      {
        "@id": software,
        "@type": "SoftwareApplication",
        name: "Goldilocks",
        version: made.version,
        softwareVersion: commit,
      },
      {
        "@id": "#run",
        "@type": "CreateAction",
        name: `Computing ${key}`,
        endTime: made.at,
        instrument: { "@id": software },
        object: [{ "@id": "spec.normal.yaml" }],
        result: results.map((path) => ({ "@id": path })),
      },
    ],
  };
}
