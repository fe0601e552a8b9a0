import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { refuseOthers } from "./refused-file.ts";

// Without it, opening a pipe waits for a writer. Windows has no such flag, and no such pipes among its files.
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file for reading. The caller closes it.
 *
 * It is looked at before it is opened, for opening a device may already do something; and again after, for it may be another by then.
 *
 * @throws RefusedFile, or the system's error.
 */
export async function openRegular(path: string, most: number = Infinity): Promise<FileHandle> {
  refuseOthers(path, await stat(path), most);
  const file = await open(path, READ_AT_ONCE);
  try {
    refuseOthers(path, await file.stat(), most);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** {@link openRegular} at once, for small files that are read by the thousand. */
export function openRegularSync(path: string, most: number = Infinity): number {
  refuseOthers(path, statSync(path), most);
  const descriptor = openSync(path, READ_AT_ONCE);
  try {
    refuseOthers(path, fstatSync(descriptor), most);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * The bytes of a regular file, in a buffer of their own: as many as it had when it was opened, fewer where it was cut since.
 *
 * @param most - Bytes that it may have.
 * @throws RefusedFile, or the system's error.
 */
export async function readRegular(path: string, most: number): Promise<Uint8Array> {
  const file = await openRegular(path, most);
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return at === bytes.length ? bytes : bytes.slice(0, at);
  } finally {
    await file.close();
  }
}

/** {@link readRegular} at once, for small files that are read by the thousand. */
export function readRegularSync(path: string, most: number): Uint8Array {
  const descriptor = openRegularSync(path, most);
  try {
    return readPart(descriptor, 0, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

/** `length` bytes of an open file from an offset; fewer at its end. */
export function readPart(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let got = 1; got > 0 && at < length; at += got) {
    got = readSync(descriptor, bytes, at, length - at, offset + at);
  }
  return at === length ? bytes : bytes.slice(0, at);
}
