/** Files between the experiment and the last that it inherits from. */
const maxChain = 32;
const maxFiles = 64;
/** Entries of all `extends` together: a file that is read once may be merged often. */
const maxReferences = 128;
const maxCharacters = 4 * 1_048_576;
const maxValues = 200_000;

/** Counts what one experiment inherits, so that files made to do harm end soon. Each method says what is too much, if anything is. */
export class ExtendsLimits {
  #files = 0;
  #references = 0;
  #characters = 0;
  #values = 0;

  /** One more entry of an `extends`, in a file that so many files led to. */
  reference(chain: number): string | undefined {
    this.#references++;
    if (chain >= maxChain) return `more than ${maxChain} files extend one another`;
    return this.#references > maxReferences ? `more than ${maxReferences} entries of extends` : undefined;
  }

  /** One more file, of so many characters. */
  file(characters: number): string | undefined {
    this.#files++;
    this.#characters += characters;
    if (this.#files > maxFiles) return `more than ${maxFiles} files belong to one experiment`;
    if (this.#characters <= maxCharacters) return undefined;
    return `the files of one experiment have more than ${maxCharacters} characters together`;
  }

  /** So many values more, in a file with its aliases expanded. */
  values(count: number): string | undefined {
    this.#values += count;
    if (this.#values <= maxValues) return undefined;
    return `the files of one experiment hold more than ${maxValues} values together`;
  }
}
