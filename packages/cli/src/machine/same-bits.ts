import { type Fingerprints, fingerprints, opVersions } from "@goldilocks/engine";
import { Kernels } from "@goldilocks/kernels";
import { exactKernels } from "../run/device.ts";
import { openRenderer } from "../run/renderer.ts";

/** One op: what it made here of fixed inputs, and what it makes everywhere. */
interface OpCheck {
  readonly op: string;
  readonly recorded: string;
  readonly here: string;
}

/** Whether this machine computes the bits that all others do. */
export interface BitsCheck {
  /** 256-bit fusing, and why it is on or off. */
  readonly fusing: { readonly on: boolean; readonly reason: string };
  readonly ops: readonly OpCheck[];
}

/** Runs every op on small fixed inputs and compares the digests with the recorded ones. @throws if the kernels' known answer is wrong. */
export async function checkBits(env: Readonly<Record<string, string | undefined>>): Promise<BitsCheck> {
  const { module, fusing } = exactKernels(env);
  const found: Fingerprints = await fingerprints(() => new Kernels(module, fusing.on), await openRenderer());
  const ops = Object.entries(found).map(([op, here]) => ({ op, recorded: recordedOf(op), here }));
  return { fusing: { on: fusing.on, reason: fusing.reason }, ops };
}

/** An op's version is its revision, `-`, and the recorded fingerprint. */
function recordedOf(op: string): string {
  const version = Object.entries(opVersions).find(([kind]) => kind === op)?.[1] ?? "";
  return version.slice(version.indexOf("-") + 1);
}
