import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FigureMetadata, readFigureMetadata } from "@goldilocks/figures/text";
import { mutateBytes } from "./byte-mutations.ts";
import { mustBePlain, outcomeOf } from "./issues.ts";
import type { Kind, Originals } from "./kind.ts";
import { must, type Outcome, Wrong } from "./outcome.ts";
import { mutatePng } from "./png-mutations.ts";
import { builtProgram, type Ended, type Program } from "./program.ts";
import type { Random } from "./random.ts";
import { mutateMetadata, mutateSvg, withMetadata } from "./svg-mutations.ts";

interface Original {
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly metadata: FigureMetadata;
}

/** The figures that the program drew. */
function originalsIn(folder: string): readonly Original[] {
  const results = join(folder, "results", "tiny");
  const names = readdirSync(results).filter((name) => /\.(?:svg|png|pdf)$/u.test(name));
  return names.map((name) => {
    const bytes = new Uint8Array(readFileSync(join(results, name)));
    return { format: name.slice(-3), bytes, metadata: readFigureMetadata(bytes) };
  });
}

function mutated(random: Random, { format, bytes, metadata }: Original): Uint8Array {
  if (format === "png") return mutatePng(random, bytes, metadata);
  if (format === "svg") return mutateSvg(random, new TextDecoder().decode(bytes), metadata);
  // The packet lies in a PDF as it is; offsets behind it are then wrong.
  if (random.chance(0.3)) return mutateBytes(random, bytes);
  const text = Buffer.from(bytes).toString("latin1");
  const changed = mutateMetadata(random, metadata);
  return new Uint8Array(Buffer.from(withMetadata(text, changed), "latin1"));
}

/** What can be asked of a figure's file, and how often: what computes something costs more. */
const questions: readonly (readonly [number, (file: string, original: string) => readonly string[]])[] = [
  [10, (file) => ["show", file]],
  [10, (file) => ["show", file, "--spec"]],
  [2, (file) => ["show", file, "--json"]],
  [1, (file, original) => ["diff", file, original]],
  [2, (file) => ["rerun", file, "--quiet"]],
  [1, (file) => ["cite", file]],
  [0.3, (file) => ["verify", file, "--quiet"]],
];

/** Whatever the program prints is for people, and has a code where it is no success. */
export function mustBeReadable({ code, out, err }: Ended, words: readonly string[]): Outcome {
  const internal = /^.*(?:_INTERNAL|ENGINE_NODE_FAILED).*$/mu.exec(err)?.[0];
  if (internal !== undefined) throw new Wrong("internal", `exp ${words.join(" ")}: ${internal}`);
  mustBePlain(out, "the output");
  mustBePlain(err, "the messages");
  if (code === 0) return { accepted: true };
  const first = /^(?:\S+:\d+:\d+ )?(?<code>[A-Z]+(?:_[A-Z]+)+) /mu.exec(err)?.groups?.["code"];
  must(
    first !== undefined || /different/u.test(out + err),
    () => `exp ${words.join(" ")} ended with ${code} and no code: ${err.slice(0, 500)}`,
  );
  must(first === undefined || /^ {2}hint: \S/mu.test(err), () => `no hint: ${err.slice(0, 500)}`);
  return { accepted: false, code: first ?? "different" };
}

/** Figures' files: what they say of themselves, and what is made of that. */
export const figures: Kind = {
  name: "figures",
  prepare: async ({ root, folder, own }: Originals) => {
    const originals = originalsIn(folder);
    cpSync(join(folder, "store"), join(own, "store"), { recursive: true });
    const program: Program = await builtProgram(root);
    return async ({ random, folder: place, keep }) => {
      const original = random.pick(originals);
      const bytes = mutated(random, original);
      const file = `mutated.${original.format}`;
      keep(file, bytes);
      writeFileSync(join(place, file), bytes);
      await outcomeOf(async () => void readFigureMetadata(bytes));
      writeFileSync(join(place, `original.${original.format}`), original.bytes);
      const words = random.weighted(questions)(file, `original.${original.format}`);
      keep("command.txt", words.join(" "));
      // Without a store, nothing is known but what the file says.
      const isAlone = !/^(?:rerun|verify)$/u.test(words[0] ?? "") && random.chance(0.5);
      const ended = await program(words, place, isAlone ? place : own);
      const isSame = Buffer.from(bytes).equals(original.bytes);
      must(
        isSame || ended.code !== 0 || !/\bidentical\b/u.test(ended.out + ended.err),
        () => `${words.join(" ")} calls a changed file identical: ${ended.out}${ended.err}`,
      );
      return mustBeReadable(ended, words);
    };
  },
};
