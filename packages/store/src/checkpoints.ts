import { join } from "node:path";
import type { Checkpoint } from "@goldilocks/engine";
import { sha256 } from "./sha256.ts";
import { checkHash, checkStep } from "./names.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { ifPresent, readStored } from "./stored-file.ts";

// One line of text, "<digest of the rest> checkpoint 1 <trajectory> <step>", then the bytes as they are.
const digestLength = 64;

const headOf = (trajectory: string, step: number): string => ` checkpoint 1 ${trajectory} ${step}\n`;

const pathOf = ({ layout }: Place, trajectory: string): string => join(layout.checkpoints, trajectory);

/** Replaces the checkpoint of a trajectory. The bytes are copied first, as those of an object. */
export async function saveCheckpoint(place: Place, trajectory: string, checkpoint: Checkpoint): Promise<void> {
  checkHash("key", trajectory);
  checkStep(checkpoint.step);
  const bytes = new Uint8Array(checkpoint.bytes);
  const head = headOf(trajectory, checkpoint.step);
  await replaceFile(place, pathOf(place, trajectory), new TextEncoder().encode(sha256(head, bytes) + head), bytes);
}

function parse(file: Uint8Array, trajectory: string): Checkpoint | undefined {
  const end = file.indexOf(10) + 1;
  const line = new TextDecoder().decode(file.subarray(0, end));
  if (!line.startsWith(sha256(file.subarray(digestLength)))) return undefined;
  const step = Number(line.slice(line.lastIndexOf(" "), -1));
  return line.slice(digestLength) === headOf(trajectory, step) ? { step, bytes: file.slice(end) } : undefined;
}

/** The checkpoint of a trajectory, verified, its bytes in a buffer of their own. */
export async function readCheckpoint(place: Place, trajectory: string): Promise<Checkpoint | undefined> {
  checkHash("key", trajectory);
  const file = pathOf(place, trajectory);
  return readStored(place, {
    kind: "checkpoint",
    name: trajectory,
    file,
    parse: (bytes) => parse(bytes, trajectory),
  });
}

/** Removes the checkpoint of a trajectory, if there is one, so that it does not come back after a power cut. */
export async function dropCheckpoint(place: Place, trajectory: string): Promise<void> {
  checkHash("key", trajectory);
  const { files, layout } = place;
  const dropped = await ifPresent(files.remove(pathOf(place, trajectory)).then(() => true));
  if (dropped === true) await files.syncDirectory(layout.checkpoints);
}
