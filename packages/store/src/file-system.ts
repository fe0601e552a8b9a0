/** A new file that is being written. */
export interface OpenFile {
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when the content will survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What is known of a file without reading it. `modified` is in milliseconds since 1970. */
export interface FileFacts {
  readonly bytes: number;
  readonly modified: number;
  /** False for a folder, a pipe, a socket, a device, and a link that leads nowhere. */
  readonly isFile: boolean;
}

/**
 * All that the store asks of a file system, so that a test can make any single operation fail.
 *
 * Every method rejects with an error whose `code` is the operating system's (`ENOENT`, `ENOSPC`, …).
 */
export interface FileSystem {
  /** Makes a directory and those above it; one that exists is no error. */
  makeDirectory(path: string): Promise<void>;
  /** Opens a file that does not exist yet (`EEXIST` otherwise). */
  create(path: string): Promise<OpenFile>;
  /** The whole file, in a buffer of its own; `ENOTREG`, `EISDIR`, `ELOOP` for what is no regular file, `EFBIG` for one larger than any here. */
  read(path: string): Promise<Uint8Array>;
  stat(path: string): Promise<FileFacts>;
  /** The names in a directory, in any order. */
  list(path: string): Promise<readonly string[]>;
  /** Moves a file atomically, over one that is in the way. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name atomically; `EEXIST` when the name is taken. */
  link(existing: string, name: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Sets the time of the last modification to now, or to another one than before where that is the same. A link itself is touched. */
  touch(path: string): Promise<void>;
  /** Returns when the names in a directory will survive a power cut. */
  syncDirectory(path: string): Promise<void>;
}
