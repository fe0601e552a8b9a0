import type { Store } from "@goldilocks/engine";
import { type FigureFile, figureFile } from "../rerun/figure-file.ts";
import { find, type Found } from "./find.ts";
import type { Opened } from "./store-files.ts";

/** What a hash, a run's id or a figure's file stands for; a file whose figure the store does not have stands for itself. */
export type Named = Found | { readonly kind: "file"; readonly file: FigureFile };

/** Finds what a person names. @throws as {@link find} and {@link figureFile} do. */
export async function findNamed(word: string, { workspace, store }: Opened): Promise<Named> {
  const file = await figureFile(word, workspace);
  if (file === undefined) return find(store, word);
  return (await known(store, file.key)) ?? { kind: "file", file };
}

async function known(store: Store | undefined, key: string): Promise<Found | undefined> {
  const result = await store?.result(key);
  return result && { kind: "result", result };
}
