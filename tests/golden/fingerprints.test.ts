import { readFileSync, writeFileSync } from "node:fs";
import { fingerprints, opVersions } from "@goldilocks/engine";
import { expect, test } from "vitest";
import { loadKernels } from "../parity/training-on.ts";
import { loadRenderer } from "./renderer.ts";

const FILE = new URL("../../packages/engine/src/generated/fingerprints.ts", import.meta.url);

test("every op makes of fixed inputs what its recorded fingerprint says", async () => {
  const computed = await fingerprints(loadKernels, await loadRenderer());
  const source = readFileSync(FILE, "utf8");
  const recorded = Object.fromEntries(
    [...source.matchAll(/^ {2}(\w+): "(\w*)",$/gmu)].map(([, kind, hash]) => [kind, hash]),
  );
  if (process.env["UPDATE_GOLDEN"] === "1") {
    const changed = source.replaceAll(
      /^ {2}(\w+): "\w*",$/gmu,
      (_, kind: keyof typeof computed) => `  ${kind}: "${computed[kind]}",`,
    );
    writeFileSync(FILE, changed);
    return;
  }
  // A difference means that results change for everyone: if that is meant, run once with UPDATE_GOLDEN=1 and say why in the commit.
  expect(computed).toEqual(recorded);
  expect(opVersions.point).toContain(computed.point);
});
