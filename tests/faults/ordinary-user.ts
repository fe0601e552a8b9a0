import { spawn, spawnSync } from "node:child_process";
import { lchownSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ended, type Ended, main, type Place } from "../cli/exp.ts";

/** `nobody` of most systems; any will do that is not root. */
const NOBODY = 65_534;

export const isRoot: boolean = process.getuid?.() === 0;

/** As whom a process runs for which permissions hold: where this one is root, as somebody else. */
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** Whether an ordinary user can start the program: on Windows there is none, and a checkout in root's own folder is not theirs to read. */
export const hasOrdinaryUser: boolean =
  process.platform !== "win32" &&
  spawnSync(process.execPath, [main, "--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;

/** Gives a file or folder, with all that is in it, to the ordinary user. */
export function giveAway(path: string): void {
  if (!isRoot) return;
  for (const name of ["", ...readdirSync(path, { recursive: true, encoding: "utf8" })]) {
    lchownSync(join(path, name), NOBODY, NOBODY);
  }
}

/** Runs `exp` as an ordinary user with a home of its own, which may not lie in the place. */
export async function runOrdinary(place: Place, ...words: readonly string[]): Promise<Ended> {
  const { INIT_CWD: _, MLFLOW_TRACKING_URI: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const home = `${place.folder}-home`;
  mkdirSync(home);
  giveAway(home);
  const env = { ...inherited, HOME: home, TMPDIR: home, GOLDILOCKS_STORE: join(place.folder, "store"), NO_COLOR: "1" };
  try {
    return await ended(
      spawn(process.execPath, [main, ...words], {
        ...user,
        cwd: place.folder,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
