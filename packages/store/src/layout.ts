import { join } from "node:path";

/** Where everything lies under one directory. The names given here have been checked. */
export interface Layout {
  readonly directory: string;
  readonly manifest: string;
  readonly objects: string;
  readonly results: string;
  readonly points: string;
  readonly checkpoints: string;
  readonly runs: string;
  /** Made when the first key is pinned. */
  readonly pins: string;
  readonly locks: string;
  readonly quarantine: string;
  readonly temporary: string;
  object(digest: string): string;
  result(key: string): string;
  run(id: string): string;
}

export function layoutOf(directory: string): Layout {
  const at = (name: string): string => join(directory, name);
  return {
    directory,
    manifest: at("store.json"),
    objects: at("objects"),
    results: at("results"),
    points: at("points"),
    checkpoints: at("checkpoints"),
    runs: at("runs"),
    pins: at("pins"),
    locks: at("locks"),
    quarantine: at("quarantine"),
    temporary: at("tmp"),
    object: (digest) => join(directory, "objects", digest.slice(0, 2), digest),
    result: (key) => join(directory, "results", key.slice(0, 2), `${key}.json`),
    run: (id) => join(directory, "runs", `${id}.json`),
  };
}

/** `00` … `ff`: objects and results are spread over 256 directories, so that none grows too long to list. */
export const fans: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
