import type { Command } from "./command.ts";
import { cite } from "./commands/cite.ts";
import { compare } from "./commands/compare.ts";
import { completionsFor } from "./commands/completions.ts";
import { diff } from "./commands/diff.ts";
import { doctor } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { gc } from "./commands/gc.ts";
import { helpFor } from "./commands/help.ts";
import { list } from "./commands/list.ts";
import { mlflow } from "./commands/mlflow.ts";
import { pack } from "./commands/pack.ts";
import { pin } from "./commands/pin.ts";
import { plan } from "./commands/plan.ts";
import { rerun } from "./commands/rerun.ts";
import { run } from "./commands/run.ts";
import { schema } from "./commands/schema.ts";
import { show } from "./commands/show.ts";
import { store } from "./commands/store.ts";
import { sync } from "./commands/sync.ts";
import { unpack } from "./commands/unpack.ts";
import { verify } from "./commands/verify.ts";
import { why } from "./commands/why.ts";

const working: readonly Command[] = [
  run,
  plan,
  why,
  diff,
  rerun,
  verify,
  list,
  show,
  cite,
  exportCommand,
  pack,
  unpack,
  pin,
  mlflow,
  sync,
  compare,
  gc,
  store,
  schema,
  doctor,
];
const complete: readonly Command[] = [...working, completionsFor(working)];

/** Every command, in the order help lists them. */
export const commands: readonly Command[] = [...complete, helpFor(complete)];
