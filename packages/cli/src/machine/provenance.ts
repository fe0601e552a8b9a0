import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Json } from "@goldilocks/digest";
import { codePatch } from "./code-patch.ts";
import { programDirectory, workspaceRoot } from "../workspace.ts";

/** What made a result: the program to the commit, and the kind of machine. No names of hosts or people, and no paths. */
export type Provenance = { readonly [name: string]: Json };

/** The processor's name, as the system gives it. */
export const cpuModel = (): string => cpus()[0]?.model.trim() ?? "unknown";

/** Version in the program's own `package.json`. */
export async function programVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(programDirectory, "package.json"), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return String(version);
}

/**
 * Gathers the provenance of this process; what cannot be found out (no git, no lockfile) is null.
 *
 * @param keep - Keeps bytes and gives their digest: sources that differ from the commit are kept as a patch.
 */
export async function gatherProvenance(keep?: (bytes: Uint8Array) => Promise<string>): Promise<Provenance> {
  const [version, made, lockfile] = await Promise.all([programVersion(), commit(), lockfileDigest()]);
  return {
    version,
    ...made,
    ...(made.dirty === true && keep !== undefined ? await keptPatch(keep) : { patch: null }),
    lockfile,
    kernels: await digestOf(fileURLToPath(import.meta.resolve("@goldilocks/kernels/kernels.wasm"))),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: process.platform,
    arch: process.arch,
    cpu: cpuModel(),
    cores: availableParallelism(),
  };
}

async function commit(): Promise<{ readonly commit: string | null; readonly dirty: boolean | null }> {
  // Without tags, the name of a commit is its hash; `-dirty` follows when a tracked file was changed.
  const words = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
  try {
    const { stdout } = await promisify(execFile)("git", words, { cwd: programDirectory, timeout: 5000 });
    const [hash = "", dirty] = stdout.trim().split("-");
    return /^[0-9a-f]{40,64}$/u.test(hash) ? { commit: hash, dirty: dirty === "dirty" } : { commit: null, dirty: null };
  } catch {
    return { commit: null, dirty: null };
  }
}

/**
 * Digest of the patch that makes the program of its commit; null where it cannot be made or kept. Where other files of the repository
 * were changed and the program was not, it is the commit's.
 */
async function keptPatch(
  keep: (bytes: Uint8Array) => Promise<string>,
): Promise<{ patch: string | null; dirty: boolean }> {
  const root = workspaceRoot(programDirectory);
  try {
    const patch = root === undefined ? undefined : await codePatch(root);
    if (patch?.length === 0) return { patch: null, dirty: false };
    return { patch: patch === undefined ? null : await keep(patch), dirty: true };
  } catch {
    return { patch: null, dirty: true };
  }
}

async function lockfileDigest(): Promise<string | null> {
  const root = workspaceRoot(programDirectory);
  if (root === undefined) return null;
  try {
    return await digestOf(join(root, "pnpm-lock.yaml"));
  } catch {
    return null;
  }
}

const digestOf = async (path: string): Promise<string> =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
