import { visible } from "@goldilocks/diagnostics";
import { isRecord, textIn } from "../stored/json.ts";
import type { Behind } from "../stored/experiment-behind.ts";
import type { Reproduction } from "./reproduction.ts";

const AUTHORS = "The Goldilocks authors";
const TITLE = "Goldilocks: a declarative language for sparse-autoencoder experiments, and the machine that runs them";

/** A result in the form in which a paper cites it. */
export interface Citation {
  readonly text: string;
  readonly bibtex: string;
}

/** Cites the software that made a result, the result by its hash, and the command that makes it again. */
export function citationOf(behind: Behind, { how, command }: Reproduction): Citation {
  const { what, hash, title, provenance, made } = behind;
  const year = new Date(made).getUTCFullYear();
  const when = Number.isNaN(year) ? "n.d." : String(year);
  const version = versionOf(behind);
  const named = what === "run" ? `Run ${hash}` : `${what === "figure" ? "Figure" : "Table"} with the hash ${hash}`;
  const text = `${AUTHORS} (${when}). ${TITLE}, version ${version}. ${named}: ${title}. To make it again, ${how}: ${command}`;
  const fields = [
    ["author", `{${AUTHORS}}`],
    ["title", `{${TITLE.split(":")[0] ?? ""}}${TITLE.slice(TITLE.indexOf(":"))}`],
    ["version", latex(version)],
    ...(when === "n.d." ? [] : [["year", when]]),
    ["note", `${latex(named)}: ${latex(title)}. To make it again, ${latex(how)}: \\texttt{${latex(command)}}`],
  ];
  const commit = textIn(provenance, "commit");
  const id = `goldilocks-${(commit === "" ? version : commit).slice(0, 7)}-${hash.slice(0, 12)}`.replaceAll(
    /[^\w.-]/gu,
    "",
  );
  const lines = fields.map(([name = "", value]) => `  ${name.padEnd(7)} = {${value}},`);
  return { text, bibtex: [`@software{${id},`, ...lines, "}"].join("\n") };
}

/** The version that made it, to the commit. */
function versionOf({ provenance }: Behind): string {
  const commit = textIn(provenance, "commit");
  const changed = isRecord(provenance) && provenance["dirty"] === true ? ", with changes" : "";
  return `${textIn(provenance, "version")}${commit === "" ? "" : ` (commit ${commit}${changed})`}`;
}

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Text on one line, as LaTeX shows it. */
const latex = (text: string): string =>
  visible(text.replaceAll(/\s+/gu, " ")).replaceAll(
    /[\\~^]|[&%$#_{}]/gu,
    (character) => SPECIAL[character] ?? `\\${character}`,
  );
