import { type Block, updating } from "./markdown.ts";

/** Runs one command line and gives all that it prints, as a terminal without colours would show it. */
export type Shell = (command: string) => Promise<string>;

/** What differs from run to run and from machine to machine, and says nothing about the result. */
const unstable: readonly (readonly [RegExp, string])[] = [
  [/^( {2}done in |failed after |stopped after ).*?:/gmu, "$1…:"],
  [/^( {2}exact device: ).*$/gmu, "$1…"],
  [/^( {2}time {2,})about .*$/gmu, "$1about …"],
  [/^( {2}memory {2,}).*$/gmu, "$1…"],
];

/** Progress, which is printed every few seconds: how many lines depends on the machine. */
const progress = /^\d+ of \d+ trainings? · .*\n/gmu;

const stable = (text: string): string =>
  unstable.reduce((rest, [pattern, other]) => rest.replace(pattern, other), text);

/** `first=N` shows the first N lines, then `…`; `from=WORD` begins at the first line that starts with the word. */
function shown(output: string, { first, from }: Block["options"]): string {
  const lines = output.replace(progress, "").trimEnd().split("\n");
  const start = from === undefined ? 0 : lines.findIndex((line) => line.startsWith(from));
  const some = start <= 0 ? lines : ["…", ...lines.slice(start)];
  const kept = first === undefined ? some : [...some.slice(0, Number(first)), "…"];
  return kept.map((line) => `${line.trimEnd()}\n`).join("");
}

/** The block with its commands run anew. A block holds commands (`$ …`), each followed by what it prints. */
export async function rerun(block: Block, shell: Shell): Promise<string> {
  const commands = block.text.split("\n").filter((line) => line.startsWith("$ "));
  const parts: string[] = [];
  for (const command of commands) parts.push(`${command}\n${shown(await shell(command.slice(2)), block.options)}`);
  return parts.join("\n");
}

/** Both texts of a block, as far as they are stable; equal where the document is right. */
export const compared = (block: Block, anew: string): { readonly written: string; readonly anew: string } => ({
  written: updating() ? stable(anew) : stable(block.text),
  anew: stable(anew),
});
