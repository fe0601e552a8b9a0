import { boolean, field, integer, optional, string, type Decoder } from "./decode.ts";

/** A file or a folder among artifacts. */
export interface ArtifactFile {
  /** From the artifacts' root. */
  readonly path: string;
  readonly isFolder: boolean;
  /** In bytes; folders have none. */
  readonly bytes: number | undefined;
}

/** Reads one entry of a listing. */
export const artifactFile: Decoder<ArtifactFile> = (value, place) => {
  const isFolder = field("is_dir", optional(boolean, false))(value, place);
  return {
    path: field("path", string)(value, place),
    isFolder,
    bytes: isFolder ? undefined : field("file_size", optional(integer, 0))(value, place),
  };
};
