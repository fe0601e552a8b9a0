import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";
import { findingText, reportOf } from "./report.ts";

const MUTATIONS = 20_000;

/** `pnpm run fuzz [KIND…] [--count N] [--seed N] [--index N] [--jobs N]`: 1 where anything was found, else 0. */
export async function command(root: string, words: readonly string[]): Promise<number> {
  const option = { type: "string" } as const;
  const options = { count: option, seed: option, index: option, jobs: option };
  const { values, positionals: kinds } = parseArgs({ args: [...words], allowPositionals: true, options });
  const given = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
  const keep = values.index === undefined ? undefined : await mkdtemp(join(tmpdir(), "goldilocks-mutation-"));
  const found = await fuzz({
    root,
    count: MUTATIONS,
    onProgress: (counts) => console.error([...counts].map(([kind, { tried }]) => `${kind} ${tried}`).join(", ")),
    onFinding: (finding) => console.error(findingText(finding)),
    ...given,
    ...(kinds.length > 0 && { kinds }),
    ...(keep !== undefined && { keep }),
  });
  console.log(reportOf({ ...found, findings: [] }));
  console.log(`${found.findings.length} findings`);
  if (keep !== undefined) console.log(`what was made is kept in ${keep}`);
  return found.findings.length > 0 ? 1 : 0;
}
