import { asStoreError, errno } from "./errno.ts";
import { type FileSystem, type OpenFile } from "./file-system.ts";

/** These two are answers, not faults: the code that asked decides what they mean. */
const answers = new Set(["ENOENT", "EEXIST"]);

async function explained<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw answers.has(errno(error) ?? "") ? error : asStoreError(error, path);
  }
}

const explainFile = (path: string, file: OpenFile): OpenFile => ({
  write: (bytes) => explained(path, () => file.write(bytes)),
  sync: () => explained(path, () => file.sync()),
  close: () => explained(path, () => file.close()),
});

/** The same file system, whose faults are {@link StoreError}s that name the path and what to do. */
export function explain(files: FileSystem): FileSystem {
  return {
    makeDirectory: (path) => explained(path, () => files.makeDirectory(path)),
    create: (path) => explained(path, async () => explainFile(path, await files.create(path))),
    read: (path) => explained(path, () => files.read(path)),
    stat: (path) => explained(path, () => files.stat(path)),
    list: (path) => explained(path, () => files.list(path)),
    rename: (from, to) => explained(to, () => files.rename(from, to)),
    link: (existing, name) => explained(name, () => files.link(existing, name)),
    remove: (path) => explained(path, () => files.remove(path)),
    touch: (path) => explained(path, () => files.touch(path)),
    syncDirectory: (path) => explained(path, () => files.syncDirectory(path)),
  };
}
