import { citationOf } from "../citation.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { experimentBehind } from "../stored/experiment-behind.ts";
import { find } from "../stored/find.ts";
import { storedRuns } from "../stored/runs.ts";
import { openForReading } from "../stored/store-files.ts";
import { paintFor } from "../text/paint.ts";

/** `exp cite HASH`: how a paper cites a result. */
export const cite: Command = {
  name: "cite",
  summary: "cite a figure: text and BibTeX with software, version, hash and the command that makes it again",
  usage: "cite HASH [options]",
  details: `HASH is the beginning of the hash of a figure or a table, of the digest of one of its files, or of a run's id.

example:
  exp cite 97bc4859 >> references.bib`,
  options: {
    json: { summary: "print text, BibTeX and hash as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const text = exactlyOne(given, "hash", "exp cite 97bc4859");
    const { out } = session;
    const { store } = await openForReading(session);
    const found = await find(store, text);
    const behind = experimentBehind(found, store === undefined ? [] : await storedRuns(store));
    const citation = citationOf(behind);
    const { what, hash, name, title, experiment, again } = behind;
    if (given.flags.has("json")) {
      const facts = { is: what, hash, name, title, experiment, again, ...citation };
      out.write(`${JSON.stringify(facts, undefined, 2)}\n`);
    } else {
      // BibTeX passes over what stands before an entry, so that the output as it is can be appended to a .bib file.
      out.write(`${paintFor(out.color).dim(citation.text)}\n\n${citation.bibtex}\n`);
    }
    return exitCodes.done;
  },
};
