import { type DamageReport } from "./damage.ts";
import { type FileSystem } from "./file-system.ts";
import { type Layout } from "./layout.ts";
import { type LockTimes } from "./lock-file.ts";
import { type Migration, type MigrationReport } from "./migration.ts";
import { type Owner } from "./owner.ts";

/** What every part of one open store works with. */
export interface Place {
  readonly files: FileSystem;
  readonly layout: Layout;
  readonly owner: Owner;
  readonly times: LockTimes;
  readonly migrations: readonly Migration[];
  readonly onDamage: (report: DamageReport) => void;
  readonly onMigrate: (report: MigrationReport) => void;
}
