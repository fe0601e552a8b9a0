/** Text shorter than this would blank out half of every message. */
const shortest = 3;
/** MLflow's identifiers are hexadecimal, some after `m-`: a short text of such characters is in one by chance. */
const byChance = /^[0-9a-fm-]{0,7}$/iu;

/**
 * The texts that must never be shown: what they are, in every form in which they are sent.
 *
 * Held in a private field, which neither `util.inspect` nor JSON shows.
 */
export class Secrets {
  readonly #texts: readonly string[];

  constructor(texts: Iterable<string | undefined>) {
    const all = [...texts].filter((text) => text !== undefined).filter((text) => text.length >= shortest);
    const forms = all.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString("base64")]);
    // The longest first: one may be part of another.
    this.#texts = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  }

  /** The text with `***` where a secret was: a server, or a proxy before it, may send back what it was sent. */
  hide(text: string): string {
    return this.#texts.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
  }

  /** Whether an identifier, or a text with identifiers, has a secret in it other than by chance. */
  isIn(text: string): boolean {
    return this.#texts.some((secret) => !byChance.test(secret) && text.includes(secret));
  }
}
