import { randomUUID } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { livenessOf, type Owner, thisProcess } from "./owner.ts";

// Longer than a suspended container or a laptop's night would leave something half-made.
const FORGOTTEN = 24 * 60 * 60 * 1000;

const pattern =
  /^(?<machine>[0-9a-f]{16})-(?<pid>[0-9]{1,10})-(?<started>[0-9]{0,20})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.|$)/u;

let here: Owner | undefined;
const self = (): Owner => (here ??= thisProcess());

/** A name never used before, for what is not complete yet; it tells which process made it, so that others see when that has died. */
export const ownedName = (owner: Owner = self()): string =>
  `${owner.machine}-${owner.pid}-${owner.started}-${randomUUID()}`;

/** The host is not in the name, so that an earlier boot of this host counts as another machine. */
function ownerIn(name: string): Owner | undefined {
  const parts = pattern.exec(name)?.groups;
  if (parts === undefined) return undefined;
  const { pid, started = "", machine = "" } = parts;
  return { pid: Number(pid), started, machine, host: "", boot: "" };
}

/**
 * Whether who made a file or folder, whose name begins so, is dead: one of this machine as soon as it is, of another after a day. A name that
 * does not begin with one of {@link ownedName} is nobody's to judge.
 *
 * @param modified - When it last changed, in milliseconds since 1970.
 */
export function isAbandoned(name: string, modified: number, seenBy: Owner = self()): boolean {
  const owner = ownerIn(name);
  if (owner === undefined) return false;
  const liveness = livenessOf(owner, seenBy, modified);
  return liveness === "dead" || (liveness !== "alive" && Date.now() - modified > FORGOTTEN);
}

/** What a dead process left: where, and what its name says after the owner's. */
export interface Abandoned {
  readonly path: string;
  readonly rest: string;
}

/** What dead processes left in a folder as `<before><owned name>` or `<before><owned name>.<rest>`; nothing where there is no such folder. */
export async function abandonedIn(folder: string, before: string): Promise<readonly Abandoned[]> {
  const names = await readdir(folder).catch(() => []);
  const found: Abandoned[] = [];
  for (const name of names.filter((one) => one.startsWith(before))) {
    const path = join(folder, name);
    const owned = name.slice(before.length);
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined || !isAbandoned(owned, facts.mtimeMs)) continue;
    found.push({ path, rest: owned.replace(pattern, "") });
  }
  return found;
}
