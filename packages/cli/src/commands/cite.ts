import { citationOf } from "../cite/citation.ts";
import { reproduction, type Reproduction } from "../cite/reproduction.ts";
import type { Command } from "../command.ts";
import { CliError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { experimentBehind } from "../stored/experiment-behind.ts";
import { findNamed, type Named } from "../stored/find-named.ts";
import { storedRuns } from "../stored/runs.ts";
import { openForReading } from "../stored/store-files.ts";
import { paintFor } from "../text/paint.ts";
import { linesOf } from "../text/terminal.ts";

/** `exp cite HASH`: how a paper cites a result. */
export const cite: Command = {
  name: "cite",
  summary: "cite a figure: text and BibTeX with software, version, hash and the command that makes it again",
  usage: "cite HASH|FIGURE [options]",
  details: `HASH is the beginning of the hash of a figure or a table, of the digest of one of its files, or of a run's id.
The command is one for readers: of the experiment's file where that is committed, as it was run, with the program that ran it; else of
the figure's own file; else of a capsule, which exp pack makes.

example:
  exp cite 97bc4859 >> references.bib   # the entry alone; the text is shown on the terminal`,
  options: {
    json: { summary: "print text, BibTeX and hash as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const word = exactlyOne(given, "hash or figure", "exp cite 97bc4859");
    const { out, err } = session;
    const opened = await openForReading(session);
    const { workspace, store } = opened;
    const found = known(await findNamed(word, opened));
    const behind = experimentBehind(found, store === undefined ? [] : await storedRuns(store));
    const again = await reproduction(behind, workspace);
    const citation = citationOf(behind, again);
    const { what, hash, name, title, experiment } = behind;
    if (given.flags.has("json")) {
      const { command, needs } = again;
      const facts = { is: what, hash, name, title, experiment, again: command, needs, ...citation };
      out.printJson(facts);
    } else {
      // The entry alone is standard output, so that it can be appended to a .bib file.
      err.print([paintFor(err.color).dim(citation.text), ""]);
      out.print(linesOf(citation.bibtex));
      err.print(advice(again, hash));
    }
    return exitCodes.done;
  },
};

/** What to give to readers beside the citation. */
function advice({ needs }: Reproduction, hash: string): readonly string[] {
  const capsule = `exp pack ${hash.slice(0, 12)} ${hash.slice(0, 12)}.capsule.zip`;
  if (needs === "repository") return [];
  if (needs === "figure") return [`publish the figure's file with it, or a capsule: ${capsule}`];
  return [`publish a capsule with it: ${capsule}`];
}

/** A figure that only its file tells of has no version to be cited with. */
function known(found: Named): Exclude<Named, { kind: "file" }> {
  if (found.kind !== "file") return found;
  const { name } = found.file;
  const message = `the store does not have the figure of ${name}, and so not what made it`;
  throw new CliError({ code: "CLI_UNKNOWN_HASH", message, hint: `exp rerun ${name} makes it again` });
}
