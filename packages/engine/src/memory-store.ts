import { sha256 } from "@goldilocks/digest";
import type { Checkpoint, Lock, Result, Store, StoredPoint } from "./store.ts";

/** A store that forgets: for fingerprints and tests. Locks are granted at once; one process, one thread. */
export function memoryStore(): Store {
  const objects = new Map<string, Uint8Array>();
  const results = new Map<string, Result>();
  const points = new Map<string, StoredPoint[]>();
  const checkpoints = new Map<string, Checkpoint>();
  const runs = new Map<string, Parameters<Store["writeRun"]>[1]>();
  const lock: Lock = { release: async () => {} };
  return {
    result: async (key) => results.get(key),
    record: async (result) => void results.set(result.key, result),
    read: async (digest) => {
      const bytes = objects.get(digest);
      if (bytes === undefined) throw new RangeError(`no object ${digest}`);
      return bytes.slice();
    },
    write: async (bytes) => {
      const digest = sha256(bytes);
      objects.set(digest, bytes.slice());
      return digest;
    },
    lock: async () => lock,
    addPoint: async (trajectory, step, key) => {
      const others = (points.get(trajectory) ?? []).filter((point) => point.step !== step);
      points.set(
        trajectory,
        [...others, { step, key }].toSorted((a, b) => a.step - b.step),
      );
    },
    points: async (trajectory) => points.get(trajectory) ?? [],
    saveCheckpoint: async (trajectory, checkpoint) => void checkpoints.set(trajectory, checkpoint),
    checkpoint: async (trajectory) => checkpoints.get(trajectory),
    dropCheckpoint: async (trajectory) => void checkpoints.delete(trajectory),
    writeRun: async (id, run) => void runs.set(id, run),
    runs: async () => [...runs.values()],
    keys: async (prefix) => [...results.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
  };
}
