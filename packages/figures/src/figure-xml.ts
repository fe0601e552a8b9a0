import { SaxesParser, type SaxesTagNS } from "saxes";
import { FiguresError } from "./errors.ts";

/** What a figure carries, in the elements that SVG and PDF files have them in. */
interface FigureXml {
  readonly key?: string;
  readonly spec?: string;
  readonly partial?: string;
}

/** What is read of an XML document: what each figure in it carries, and the first title and caption. */
export interface XmlContent {
  readonly figures: readonly FigureXml[];
  readonly title?: string;
  readonly caption?: string;
  /** Why the document was not read to its end. */
  readonly broken?: string;
}

/** The namespace of what Goldilocks writes into a figure. */
export const NAMESPACE = "urn:goldilocks:figure";

/** Elements inside one another; each looks up its namespaces in those around it. A figure has fewer than 20. */
const MOST_LEVELS = 256;
/** As much as any experiment's file may have. */
const MOST_CHARACTERS = 1_048_576;

const HINT = "use the file as it was written: some programs change metadata when they save";

/** @throws {@link FiguresError} `FIGURES_METADATA`. */
export const refuse = (message: string): never => {
  throw new FiguresError({ code: "FIGURES_METADATA", message, hint: HINT });
};

const PARTS: ReadonlySet<string> = new Set(["key", "spec", "partial"]);
const WORDS: Readonly<Record<string, "title" | "caption">> = { title: "title", desc: "caption" };

/** Gathers the text of the few elements that are asked for, as the parser passes them. */
class Reader {
  readonly figures: Record<string, string>[] = [];
  readonly words: { title?: string; caption?: string } = {};
  #level = 0;
  /** Level of the figure that is open. */
  #figure: number | undefined;
  #open: { readonly level: number; readonly take: (text: string) => void } | undefined;
  #text = "";

  opened({ local, uri }: SaxesTagNS): void {
    this.#level++;
    if (this.#level > MOST_LEVELS) refuse(`its elements are nested more than ${MOST_LEVELS} levels deep`);
    if (this.#open !== undefined) return;
    if (uri === NAMESPACE && local === "figure" && this.#figure === undefined) {
      this.#figure = this.#level;
      this.figures.push({});
    } else if (
      this.#figure !== undefined &&
      this.#level === this.#figure + 1 &&
      uri === NAMESPACE &&
      PARTS.has(local)
    ) {
      this.#take((text) => this.#part(local, text));
    } else if (this.#figure === undefined) this.#word(WORDS[local]);
  }

  #part(name: string, text: string): void {
    const figure = this.figures.at(-1) ?? {};
    if (Object.hasOwn(figure, name)) refuse(`it carries ${name} twice`);
    figure[name] = text;
  }

  #word(name: "title" | "caption" | undefined): void {
    if (name !== undefined && this.words[name] === undefined) this.#take((text) => void (this.words[name] = text));
  }

  #take(take: (text: string) => void): void {
    this.#text = "";
    this.#open = { level: this.#level, take };
  }

  text(text: string): void {
    if (this.#open?.level !== this.#level) return;
    this.#text += text;
    if (this.#text.length > MOST_CHARACTERS)
      refuse(`it carries more than ${MOST_CHARACTERS} characters in one element`);
  }

  closed(): void {
    if (this.#open?.level === this.#level) {
      this.#open.take(this.#text);
      this.#open = undefined;
    }
    if (this.#figure === this.#level) this.#figure = undefined;
    this.#level--;
  }
}

/**
 * Reads an XML document in one pass. Entities that it declares itself are refused; a document that breaks off is read up to there.
 *
 * @throws {@link FiguresError} `FIGURES_METADATA`.
 */
export function readXml(text: string): XmlContent {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const reader = new Reader();
  parser.on("doctype", (type) => {
    if (type.includes("[")) refuse("its DOCTYPE declares entities or elements");
  });
  parser.on("opentag", (tag) => reader.opened(tag));
  parser.on("closetag", () => reader.closed());
  parser.on("text", (part) => reader.text(part));
  parser.on("cdata", (part) => reader.text(part));
  const broken = failure(() => parser.write(text).close());
  return { figures: reader.figures, ...reader.words, ...(broken !== undefined && { broken }) };
}

function failure(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof FiguresError || !(error instanceof Error)) throw error;
    return error.message;
  }
}
