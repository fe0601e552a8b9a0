import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { type Arguments, workersOf } from "../arguments.ts";
import { layOut } from "../capsule/lay-out.ts";
import { openArchive } from "../capsule/read-archive.ts";
import { checkRecords } from "../capsule/records.ts";
import { hasCode, runArchivedCode } from "../capsule/run-archived-code.ts";
import { type CapsuleVerdict, verifyCapsule } from "../capsule/verify-capsule.ts";
import type { Command, Session } from "../command.ts";
import { CliError, UsageError } from "../error.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { oneOrTwo } from "../positionals.ts";
import { orStopped, untilStopped } from "../run/stop-signals.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";
import { count } from "../text/quantities.ts";
import { findWorkspace } from "../workspace.ts";

/** `exp unpack FILE`: checks a capsule and makes its result again. */
export const unpack: Command = {
  name: "unpack",
  summary: "check an archive that exp pack wrote, lay it out, and compute its result again with your own program",
  usage: "unpack FILE [DIR] [options]",
  details: `Names, sizes and digests of everything in the archive are checked before anything is written. DIR is new or empty; by default it
is named after FILE. Your own program then computes the result from the experiment in the archive, in an empty store, and compares it with
what the archive holds. Nothing in the archive is run.

If another version of the program made the archive, yours may give other hashes. --run-its-code then runs the program in the archive. Anyone
can have written that program: add the option only if you trust whoever made the archive. Its packages are installed without their scripts.
It runs with an environment of a few names and, where the system has bubblewrap or unshare, without network and home folder.

examples:
  exp unpack figure3.capsule.zip
  exp unpack figure3.capsule.zip figure3 --no-run`,
  options: {
    "no-run": { summary: "only check and lay out" },
    "run-its-code": {
      summary: "run the program in the archive instead of your own; it can have been written by anyone",
    },
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    json: { summary: "print the verdict as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const [file, folder] = oneOrTwo(given, "archive", "exp unpack figure3.capsule.zip");
    if (given.flags.has("no-run") && given.flags.has("run-its-code")) throw contradictory();
    const workspace = findWorkspace(session.env, process.cwd());
    const workers = workersOf(given, availableParallelism());
    const named = folder ?? file.replace(/(?:\.capsule)?\.zip$/u, "").concat(file.endsWith(".zip") ? "" : ".unpacked");
    const place = resolve(workspace.base, named);
    const archive = await openArchive(resolve(workspace.base, file), file);
    try {
      await checkRecords(archive);
      await layOut(archive, place, named);
      session.err.print(`${file} is whole: ${count(archive.paths.length, "file")} in ${named}`);
      if (given.flags.has("no-run")) return exitCodes.done;
      const itsCode = given.flags.has("run-its-code");
      if (itsCode && !hasCode(archive)) throw noCode();
      return await untilStopped(session, async (way) => {
        const say = (line: string): void => way.display.say(line);
        const verdict = itsCode
          ? await orStopped(runArchivedCode(archive, { workers, signal: way.signal, say }), way.signal)
          : await verifyCapsule(archive, place, workspace, session, { workers, ...way });
        if (typeof verdict === "string") return exitCodes[verdict];
        return conclude(verdict, given, session);
      });
    } finally {
      archive.close();
    }
  },
};

const contradictory = (): UsageError =>
  new UsageError({
    code: "CLI_BAD_VALUE",
    message: "--no-run and --run-its-code contradict each other",
    hint: "leave one of them out",
  });

function noCode(): CliError {
  const message = "this capsule was packed without the program";
  return new CliError({ code: "CLI_NO_COMMIT", message, hint: "leave out --run-its-code: your own program makes it" });
}

function conclude(verdict: CapsuleVerdict, given: Arguments, { out }: Session): ExitCode {
  const same = verdict.different.length === 0;
  answer(given, out, { outcome: same ? "identical" : "different", ...verdict }, verdictLines(verdict, out.color));
  return same ? exitCodes.done : exitCodes.failed;
}

function verdictLines(verdict: CapsuleVerdict, color: boolean): readonly string[] {
  const { key, kind, by, program, files, results, different } = verdict;
  const paint = paintFor(color);
  const what = `${kind} ${key}`;
  const compared = `${count(files, "file")} and the records of ${count(results, "result")}`;
  const same = `${paint.green("identical")}: ${what}, ${compared}`;
  const other = [`${paint.red("different")}: ${what}`, ...different.map((name) => `  ${differenceText(name, key)}`)];
  const lines = different.length === 0 ? [same] : other;
  const maker = `  computed from the experiment in an empty store by ${by}`;
  const doubt = "  that program was not checked: this shows whether the archive agrees with itself, and no more";
  return program === "archive" ? [...lines, maker, doubt] : [...lines, maker];
}

const differenceText = (name: string, key: string): string =>
  name === key ? "the program did not compute it" : `${name} is not what was computed`;
