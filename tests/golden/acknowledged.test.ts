import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { opVersions } from "@goldilocks/engine";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FILE = fileURLToPath(new URL("acknowledged.json", import.meta.url));
/** The file of a kind: `heldOut` is in held-out.ts. */
const fileOf = (kind: string): string => `${kind.replaceAll(/[A-Z]/gu, (capital) => `-${capital.toLowerCase()}`)}.ts`;

/** A source file and all that it imports within the repository, by path from the root. */
function closureOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path = ""] of text.matchAll(/(?:from|import\()\s*"([^"]+)"/gu)) {
    if (path.startsWith(".")) closureOf(join(dirname(file), path), found);
    else if (path === "@goldilocks/kernels") closureOf(join(ROOT, "packages/kernels/src/index.ts"), found);
  }
  return found;
}

function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files.toSorted()) hash.update(relative(ROOT, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

function current(): Record<string, { version: string; sources: string }> {
  const kernels = join(ROOT, "packages/kernels/wasm/kernels.wasm");
  return Object.fromEntries(
    Object.entries(opVersions)
      .filter(([kind]) => kind !== "stream" && kind !== "trajectory")
      .map(([kind, version]) => {
        const op = join(ROOT, `packages/engine/src/ops/${fileOf(kind)}`);
        return [kind, { version, sources: digestOf([kernels, ...closureOf(op)]) }];
      }),
  );
}

test("code behind an op that changed while its version did not has been acknowledged", () => {
  const now = current();
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
  // The fingerprints say that results are the same on their inputs. If you are sure that they are the same on all others, record it:
  // UPDATE_GOLDEN=1 pnpm vitest run tests/golden. If not, raise the op's revision first.
  expect(now).toEqual(JSON.parse(readFileSync(FILE, "utf8")));
});
