import { markdownCell, markdownCode, markdownLine } from "@goldilocks/engine";
import type { Manifest } from "./manifest.ts";

/** Returns a capsule's README: what it is, and how to compute the result again with Node and a package registry alone. */
export function readmeText(
  { key, kind, title, experiment, outputs, commit }: Omit<Manifest, "capsule" | "files">,
  program: string,
): string {
  const digests = Object.entries(outputs).map(
    ([name, digest]) => `| ${markdownCell(markdownCode(name))} | \`${digest}\` |`,
  );
  return `# ${markdownLine(title)}

The ${kind} \`${key}\` of the experiment ${markdownCode(experiment)}, made with Goldilocks${commit === "" ? "" : ` at commit \`${commit}\``}.

If you have Goldilocks, \`exp unpack\` checks this archive and computes the result again with your own program. Without it, you need Node
20.19 or newer. The commands below run the program in this archive, which can do whatever you can do: run them only if you trust its author.

    cd code
    npx -y pnpm@10 install --frozen-lockfile --ignore-scripts --ignore-pnpmfile
    ${program} ../spec.normal.yaml

The same bytes must come out, with these SHA-256 digests:

| file | digest |
|---|---|
${digests.join("\n")}

| in this archive | what it is |
|---|---|
| \`spec.normal.yaml\`, \`spec/\` | the experiment with everything written out, and as it was written |
| \`plan.json\`, \`results.json\` | every step with what decides it; digests, numbers and provenance of each |
| \`code/\`, \`code.bundle\`, \`code.patch\` | the program: its files, its history for git, and what differs from the commit |
| \`objects/\` | every artifact by its digest, where they were packed |
| \`ro-crate-metadata.json\` | provenance for archives and repositories (RO-Crate 1.1) |
| \`goldilocks.json\` | a list of all files with their digests |
`;
}
