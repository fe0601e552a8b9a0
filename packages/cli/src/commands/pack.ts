import { dirname, resolve } from "node:path";
import { isRefused, openRegular } from "@goldilocks/regular-files";
import { openStore } from "@goldilocks/store";
import { cannotWrite } from "../cannot-write.ts";
import { pack as packFiles } from "../capsule/pack.ts";
import type { PackedFiles } from "../capsule/packed-file.ts";
import { writeArchive } from "../capsule/write-archive.ts";
import type { Command } from "../command.ts";
import { CliError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyTwo } from "../positionals.ts";
import { replaceFile, sweepLeftovers } from "../replace-file.ts";
import { planOfTarget } from "../rerun/target-plan.ts";
import { targetOf } from "../rerun/target.ts";
import { storedRuns } from "../stored/runs.ts";
import { storeEvents } from "../stored/store-events.ts";
import { openForReading } from "../stored/store-files.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";
import { bytes, count } from "../text/quantities.ts";
import { programDirectory } from "../workspace.ts";

/** `exp pack HASH FILE`: one archive that makes a result again anywhere. */
export const pack: Command = {
  name: "pack",
  summary: "write a result, its experiment, its code and its provenance into one archive that makes it again anywhere",
  usage: "pack HASH|FIGURE FILE [options]",
  details: `FILE is a zip archive, and an RO-Crate. It holds the experiment as written and in full, the plan with what decides each
step, digests and provenance, the result's files, and the code: its files and its history as a git bundle.

examples:
  exp pack 97bc4859 figure3.capsule.zip
  exp pack 97bc4859 figure3.capsule.zip --artifacts`,
  options: {
    artifacts: { summary: "every artifact too, trained states and data among them" },
    "no-code": { summary: "without the program: for those who have it" },
    json: { summary: "print what was written as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const [word, file] = exactlyTwo(given, "hash and a file", "exp pack 97bc4859 figure3.capsule.zip");
    const { out } = session;
    const opened = await openForReading(session);
    const path = resolve(opened.workspace.base, file);
    await checkReplaceable(path, file);
    const target = await targetOf(word, opened);
    const plan = await planOfTarget(target);
    const store = await openStore(opened.workspace.store, storeEvents(session.err));
    const key = target.key ?? plan.table;
    const run = (await storedRuns(store)).findLast(({ table, figures }) => table === key || figures.includes(key));
    const what = { artifacts: given.flags.has("artifacts"), code: !given.flags.has("no-code") };
    const sources = run?.sources ?? [];
    const { files, manifest } = await packFiles({
      target,
      plan,
      store,
      repository: programDirectory,
      ...what,
      sources,
    });
    const size = await write(path, file, files);
    const found = {
      key: manifest.key,
      kind: manifest.kind,
      file,
      bytes: size,
      files: files.size,
    };
    const line = `${paintFor(out.color).green("packed")} ${found.kind} ${key.slice(0, 12)} into ${file}: ${count(found.files, "file")}, ${bytes(found.bytes)}`;
    answer(given, out, found, line);
    return exitCodes.done;
  },
};

/** A capsule of before may be replaced, which is a zip archive; nothing else. */
async function checkReplaceable(path: string, named: string): Promise<void> {
  const begins = await beginningOf(path).catch((error: unknown) => (isRefused(error) ? error.why : ""));
  if (begins === "" || begins === "PK") return;
  const message = `${named} is there already, and is no capsule`;
  throw new CliError({ code: "CLI_FILE_EXISTS", message, hint: "name another file, or remove that one" });
}

async function beginningOf(path: string): Promise<string> {
  const file = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Returns how many bytes the archive has. */
async function write(path: string, named: string, files: PackedFiles): Promise<number> {
  try {
    await sweepLeftovers(dirname(path));
    return await replaceFile(path, (temporary) => writeArchive(temporary, files));
  } catch (error) {
    throw cannotWrite(named, error, "name a file that can be written");
  }
}
