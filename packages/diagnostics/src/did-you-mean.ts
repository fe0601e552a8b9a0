import { suggest } from "./suggest.ts";

/** Nobody misspells what is longer. */
const maxWord = 100;

/** Letters below which a word is the beginning of too much. */
const fewestLetters = 2;

/** How well a word that is only a part fits: 0 where the candidate or its last part begins with it, 1 where that has it further on. */
function partOf(word: string, candidate: string): number | undefined {
  const whole = candidate.toLowerCase();
  const leaf = whole.slice(whole.lastIndexOf(".") + 1);
  if (whole.startsWith(word) || leaf.startsWith(word)) return 0;
  return leaf.includes(word) ? 1 : undefined;
}

/**
 * The candidates a person may have meant, the likeliest first: those that {@link suggest} knows as misspelt, then those that begin with
 * the word, then those that have it in their last part; of equals, those that come first.
 *
 * @param most - How many at most. Only misspelt words are bounded by how far they are off: `l1` is for `sae.l1Coefficient`.
 */
export function suggestAll(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const all = [...candidates];
  const near = suggest(word, all);
  const lower = word.toLowerCase();
  const parts = lower.length < fewestLetters || word.length > maxWord ? [] : all;
  const ranked = parts
    .flatMap((candidate) => {
      const rank = partOf(lower, candidate);
      return rank === undefined ? [] : [{ candidate, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank);
  return [...new Set([...(near === undefined ? [] : [near]), ...ranked.map(({ candidate }) => candidate)])].slice(
    0,
    most,
  );
}

/** {@link suggestAll} as a question: `did you mean a, b or c?`; `undefined` where there is nothing to ask. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const words = suggestAll(word, candidates);
  const last = words.at(-1);
  if (last === undefined) return undefined;
  return `did you mean ${words.length === 1 ? last : `${words.slice(0, -1).join(", ")} or ${last}`}?`;
}
