import type { Manifest } from "./manifest.ts";

/** A capsule's README: what it is, and how to make the result again with nothing but Node and a package registry. */
export function readmeText(
  { key, kind, title, experiment, outputs, commit }: Omit<Manifest, "capsule" | "files">,
  program: string,
): string {
  const digests = Object.entries(outputs).map(([name, digest]) => `| \`${name}\` | \`${digest}\` |`);
  return `# ${title}

The ${kind} \`${key}\` of the experiment \`${experiment}\`, made with Goldilocks${commit === "" ? "" : ` at commit \`${commit}\``}.

Where Goldilocks is at hand, \`exp unpack\` checks this archive and makes the result again. Without it, on a machine with Node 20.19 or newer:

    cd code
    npx -y pnpm@10 install --frozen-lockfile
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
