export type { Checked } from "./check.ts";
export type { Collected, Keep } from "./collect.ts";
export { type DamageReport, type StoredKind } from "./damage.ts";
export { StoreError, type StoreCode } from "./error.ts";
export { type FileFacts, type FileSystem, type OpenFile } from "./file-system.ts";
export { type LockTimes } from "./lock-file.ts";
export { nodeFileSystem } from "./node-file-system.ts";
export { openStore, openUpkeep, type StoreOptions, type Upkeep } from "./open-store.ts";
export type { Pin } from "./pins.ts";
