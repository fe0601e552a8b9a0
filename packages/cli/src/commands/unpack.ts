import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { workersOf } from "../arguments.ts";
import { type Archive, openArchive } from "../capsule/read-archive.ts";
import type { Command, Session } from "../command.ts";
import { CliError } from "../error.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { replaceFolder } from "../export/replace-folder.ts";
import { oneOrTwo } from "../positionals.ts";
import { runRecorded } from "../rerun/run-recorded.ts";
import type { Target } from "../rerun/target.ts";
import { untilStopped } from "../run/stop-signals.ts";
import { paintFor } from "../text/paint.ts";
import { findWorkspace } from "../workspace.ts";

/** `exp unpack FILE`: checks a capsule and makes its result again. */
export const unpack: Command = {
  name: "unpack",
  summary: "check an archive that exp pack wrote, lay it out, and make its result again with the code inside it",
  usage: "unpack FILE [DIR] [options]",
  details: `Names, sizes and digests of everything in the archive are checked before anything is written. DIR is new or empty; by default it
is named after FILE. The code is installed from its lockfile, which needs a package registry, and runs on a store of its own in DIR.

examples:
  exp unpack figure3.capsule.zip
  exp unpack figure3.capsule.zip figure3 --no-run`,
  options: {
    "no-run": { summary: "only check and lay out" },
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    json: { summary: "print the verdict as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const [file, folder] = oneOrTwo(given, "archive", "exp unpack figure3.capsule.zip");
    const { base } = findWorkspace(session.env, process.cwd());
    const workers = workersOf(given, availableParallelism());
    const named = folder ?? file.replace(/(?:\.capsule)?\.zip$/u, "").concat(file.endsWith(".zip") ? "" : ".unpacked");
    const place = resolve(base, named);
    const archive = await openArchive(resolve(base, file), file);
    try {
      await layOut(archive, place, named);
      const say = session.err.print;
      say(`${file} is whole: ${archive.paths.length} files lie in ${named}`);
      if (given.flags.has("no-run")) return exitCodes.done;
      if (!archive.paths.includes("code/package.json")) throw noCode(named);
      return await untilStopped(session, async ({ signal }) => {
        const different = await differences(archive, place, { workers, signal, say });
        return conclude(archive, different, given.flags.has("json"), session);
      });
    } finally {
      archive.close();
    }
  },
};

function noCode(named: string): CliError {
  const message = "this capsule was packed without the program";
  const hint = `make the result again with the program at hand: exp ${named}/spec.normal.yaml`;
  return new CliError({ code: "CLI_NO_COMMIT", message, hint });
}

/** Every byte is verified on its way; the folder appears when all of it is there. */
async function layOut(archive: Archive, place: string, named: string): Promise<void> {
  await replaceFolder(place, { named, force: false, known: new Set() }, async (temporary) => {
    for (const path of archive.paths) {
      const at = join(temporary, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, await archive.read(path));
    }
  });
}

/** Outputs that come out with other digests than the capsule says; empty where all are the same. */
async function differences(
  { manifest, read }: Archive,
  place: string,
  watch: Parameters<typeof runRecorded>[2],
): Promise<readonly string[]> {
  const normal: Target["normal"] = parse(new TextDecoder().decode(await read("spec.normal.yaml")));
  const { key, partialOf = null } = manifest;
  const target = { key, partialOf, normal, recorded: null, nodes: new Map(), run: null, held: null };
  const made = await runRecorded(target, { folder: join(place, "code"), commit: manifest.commit, patch: "" }, watch);
  return Object.entries(manifest.outputs).flatMap(([name, digest]) =>
    made?.outputs[name]?.digest === digest ? [] : [name],
  );
}

function conclude({ manifest }: Archive, different: readonly string[], asJson: boolean, { out }: Session): ExitCode {
  const paint = paintFor(out.color);
  const same = different.length === 0;
  const text = same
    ? `${paint.green("identical")}: ${manifest.kind} ${manifest.key} has the digests that the capsule says`
    : `${paint.red("different")}: ${different.join(", ")} of ${manifest.kind} ${manifest.key}`;
  const verdict = { outcome: same ? "identical" : "different", key: manifest.key, different };
  if (asJson) out.printJson(verdict);
  else out.print(text);
  return same ? exitCodes.done : exitCodes.failed;
}
