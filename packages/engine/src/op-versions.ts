import { nodeKinds, type NodeKind, type Versions } from "@goldilocks/plan";
import { fingerprintOf } from "./generated/fingerprints.ts";
import { type IdentityKind, ops } from "./registry.ts";

/** What an identity is cut into: its version is that of its pieces, whose keys do not name each other. */
const pieceOf: Readonly<Record<IdentityKind, "codes" | "point">> = { stream: "codes", trajectory: "point" };

function versionOf(kind: NodeKind): string {
  const made = kind === "stream" || kind === "trajectory" ? pieceOf[kind] : kind;
  return `${ops[made].revision}-${fingerprintOf[made]}`;
}

/**
 * The version of every op, which is part of every key: a revision declared by hand, and the recorded fingerprint of what the op
 * makes.
 */
export const opVersions: Versions = Object.fromEntries(
  nodeKinds.map((kind) => [kind, versionOf(kind)]),
) as unknown as Versions;
