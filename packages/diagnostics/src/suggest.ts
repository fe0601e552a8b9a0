const maxWord = 100;

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edits = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same];
      if (swapped) edits.push((beforeLast[j - 2] ?? 0) + 1);
      row.push(Math.min(...edits));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** How far `word` is from `candidate`, in edits; the last part of a dotted path counts as the whole path, a little later. */
function far(word: string, candidate: string): number {
  const plain = distance(word.toLowerCase(), candidate.toLowerCase());
  const leaf = candidate.slice(candidate.lastIndexOf(".") + 1);
  return Math.min(plain, distance(word.toLowerCase(), leaf.toLowerCase()) + 0.5);
}

/**
 * The candidate a person most likely meant, or `undefined` when none is within a third of the word's length.
 *
 * Case is ignored; of equals the first wins. Words above 100 characters get no suggestion, so that the time stays bounded.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > maxWord) return undefined;
  let best: string | undefined;
  let bound = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of candidates) {
    if (candidate.length > maxWord) continue;
    const edits = far(word, candidate);
    if (edits < bound || (edits === bound && best === undefined)) {
      best = candidate;
      bound = edits;
    }
  }
  return best;
}
