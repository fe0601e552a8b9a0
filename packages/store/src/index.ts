export { type DamageReport, type StoredKind } from "./damage.ts";
export { StoreError, type StoreCode } from "./error.ts";
export { type FileFacts, type FileSystem, type OpenFile } from "./file-system.ts";
export { type LockTimes } from "./lock-file.ts";
export { nodeFileSystem } from "./node-file-system.ts";
export { openStore, type StoreOptions } from "./open-store.ts";
