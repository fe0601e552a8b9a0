import { BroadcastChannel } from "node:worker_threads";
import type { DamageReport } from "@goldilocks/store";

/** Where worker threads tell of damaged files, so that the main thread can print them between its lines. */
export const DAMAGE_CHANNEL = "goldilocks damage";

/** Hears of damage that worker threads find, until closed. */
export function hearDamage(onDamage: (report: DamageReport) => void): { readonly close: () => void } {
  const channel = new BroadcastChannel(DAMAGE_CHANNEL);
  // Node's types know no `addEventListener` here, and what comes through it is whatever a worker sent.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener, typescript/no-unsafe-type-assertion
  channel.onmessage = (event): void => onDamage((event as { readonly data: DamageReport }).data);
  channel.unref();
  return { close: () => channel.close() };
}
