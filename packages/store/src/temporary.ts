import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { livenessOf, type Owner } from "./owner.ts";
import { type Place } from "./place.ts";

// Longer than a suspended container or a laptop's night would leave a file half-written.
const forgottenAfter = 24 * 60 * 60 * 1000;

const pattern = /^(?<machine>[0-9a-f]{16})-(?<pid>[0-9]{1,10})-(?<started>[0-9]{0,20})-[0-9a-f-]{36}$/u;

/** A new path for a file that is not complete yet. The name tells whose it is. */
export function temporaryPath({ layout, owner }: Place): string {
  return join(layout.temporary, `${owner.machine}-${owner.pid}-${owner.started}-${randomUUID()}`);
}

/** The host is not in the name, so that an earlier boot of this host counts as another machine. */
function ownerOf(name: string): Owner | undefined {
  const parts = pattern.exec(name)?.groups;
  if (parts === undefined) return undefined;
  return {
    pid: Number(parts["pid"]),
    started: parts["started"] ?? "",
    machine: parts["machine"] ?? "",
    host: "",
  };
}

async function sweepOne(place: Place, name: string): Promise<void> {
  const owner = ownerOf(name);
  if (owner === undefined) return; // not ours to delete
  const path = join(place.layout.temporary, name);
  const { modified } = await place.files.stat(path);
  const liveness = livenessOf(owner, place.owner, modified);
  const forgotten = liveness === "unknown" && Date.now() - modified > forgottenAfter;
  if (liveness === "dead" || forgotten) await place.files.remove(path);
}

/** Removes what dead processes left half-written: of this machine at once, of others when it is a day old. */
export async function sweepTemporary(place: Place): Promise<void> {
  const names = await place.files.list(place.layout.temporary);
  await Promise.allSettled(names.map((name) => sweepOne(place, name)));
}
