import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { bubblewrap } from "./bubblewrap.ts";
import { fewNames } from "./environment.ts";
import { unshared } from "./unshared.ts";

/** What a program that is kept apart may reach. */
export interface Reach {
  /** The one folder that it can rely on to be there and writable. */
  readonly place: string;
  /** The person's home folder, which is hidden. */
  readonly home: string;
  /** Where Node is installed, which stays visible in the home folder too. */
  readonly node: string;
  readonly network: boolean;
}

/** A way to keep a program from the network and from the person's files. */
export interface Isolation {
  readonly name: "bubblewrap" | "unshare" | "none";
  /** What it does, in words. */
  readonly words: string;
  /** Whether nothing outside of the one folder can be written. */
  readonly readOnly: boolean;
  /** The command that runs another one so. */
  readonly command: (words: readonly string[], reach: Reach) => readonly string[];
}

/** No isolation: the program can do what the person can. */
const noIsolation: Isolation = {
  name: "none",
  words: "none that this system offers: it can read your files and reach the network",
  readOnly: false,
  command: (words) => words,
};

/** Ways to isolate, the best first. */
const WAYS: readonly Isolation[] = [bubblewrap, ...unshared];

/** Reach of a program that works in a folder. */
export const reachOf = (place: string, network: boolean): Reach => ({
  place,
  home: homedir(),
  node: dirname(dirname(process.execPath)),
  network,
});

/** The best way to isolate that works on this system. Each is tried for real: it runs a program that looks for the network and the home folder. */
export async function findIsolation(place: string, ways: readonly Isolation[] = WAYS): Promise<Isolation> {
  for (const way of ways) if (await works(way, reachOf(place, false))) return way;
  return noIsolation;
}

/**
 * Exits with 0 where no network but the machine's own is there, the home folder is another, the place can be written, and the working
 * folder of this process cannot, where that is promised.
 */
const PROBE = `
const { networkInterfaces } = require("node:os");
const { accessSync, constants, statSync, writeFileSync, unlinkSync } = require("node:fs");
const [home, identity, place, outside] = process.argv.slice(1);
const networks = Object.values(networkInterfaces()).flat().filter(({ internal }) => !internal);
const found = statSync(home, { throwIfNoEntry: false });
const hidden = found === undefined || found.dev + ":" + found.ino !== identity;
const isWritable = () => { try { accessSync(outside, constants.W_OK); return true; } catch { return false; } };
writeFileSync("/dev/null", "");
writeFileSync(place + "/probe", "");
unlinkSync(place + "/probe");
process.exit(networks.length === 0 && hidden && (outside === "" || !isWritable()) ? 0 : 1);
`;

async function works(way: Isolation, reach: Reach): Promise<boolean> {
  try {
    const { dev, ino } = await stat(reach.home);
    const facts = [reach.home, `${dev}:${ino}`, reach.place, way.readOnly ? process.cwd() : ""];
    const [program = "", ...words] = way.command([process.execPath, "-e", PROBE, ...facts], reach);
    await promisify(execFile)(program, words, { cwd: reach.place, env: fewNames(reach.place), timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
