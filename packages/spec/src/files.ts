import { type Span } from "@goldilocks/diagnostics";
import { checkFile } from "./check-file.ts";
import { decodeText } from "./decode-text.ts";
import { Doubts } from "./doubts.ts";
import { type SpecCode, type SpecIssue } from "./error.ts";
import { Expander } from "./expand.ts";
import { type Source } from "./experiment.ts";
import { ExtendsLimits } from "./extends-limits.ts";
import { isRemote, pathFrom } from "./file-paths.ts";
import { extendBody } from "./merge.ts";
import { parse } from "./parse.ts";
import { locator } from "./positions.ts";
import { document, type SchemaNode } from "./schema-node.ts";
import { show } from "./show.ts";
import { mapTree, type MapTree, type Tree } from "./tree.ts";

/** What a file holds: its bytes, or a text. */
type Content = string | Uint8Array;

/**
 * Reads a file, best as its bytes: a text was decoded before anyone looked whether it is UTF-8. May throw; an error's `code` (`ENOENT`,
 * `EISDIR`, `EFBIG`) makes the issue more exact, and so does its `why`, in words: `it is a pipe`.
 */
export type ReadFile = (path: string) => Content | Promise<Content>;

/** One name for a file, whichever path leads to it. */
export type IdentifyFile = (path: string) => string | Promise<string>;

const maxFileLength = 1_048_576;
const schema: SchemaNode = document();

/** What the error of a reader says of itself. */
const factsOf = (error: unknown): { readonly code?: unknown; readonly why?: unknown } =>
  typeof error === "object" && error !== null ? error : {};

/** A file on the way to another: as it was named, and which one that is. */
interface Link {
  readonly path: string;
  readonly file: string;
}

/** Reads an experiment file and what it extends, and collects every issue on the way. */
export class Files {
  readonly issues: SpecIssue[] = [];
  readonly sources: Source[] = [];
  readonly tainted: Set<string> = new Set();
  readonly doubts: Doubts = new Doubts();
  /** Set when a file could not be read or parsed, so that what is missing below says nothing. */
  broken: boolean = false;
  readonly #read: ReadFile;
  readonly #identify: IdentifyFile;
  readonly #limits = new ExtendsLimits();
  readonly #loaded = new Map<string, MapTree | undefined>();

  constructor(read: ReadFile, identify: IdentifyFile = (path) => path) {
    this.#read = read;
    this.#identify = identify;
  }

  /**
   * The merged, expanded content of a file and of everything it extends.
   *
   * @param chain - The files that led here, the experiment's own first.
   * @param via - The place that names the file.
   */
  async load(path: string, chain: readonly Link[] = [], via?: Span): Promise<MapTree | undefined> {
    const link = { path, file: await this.#identify(path) };
    if (this.#loaded.has(link.file)) return this.#loaded.get(link.file);
    const first = chain.findIndex(({ file }) => file === link.file);
    if (first !== -1) return this.#circle([...chain.slice(first), link], via);
    const text = await this.#text(path, via);
    const own = text === undefined ? undefined : this.#content(text, path, via);
    const whole = own === undefined ? undefined : await this.#extended(own, [...chain, link]);
    if (whole === undefined) this.broken = true;
    if (text !== undefined) this.sources.push({ file: path, text });
    this.#loaded.set(link.file, whole);
    return whole;
  }

  #circle(links: readonly Link[], via: Span | undefined): undefined {
    const message = `the file extends itself: ${links.map(({ path }) => path).join(" → ")}`;
    this.#say("SPEC_EXTENDS_CYCLE", message, via, "take one of these files out of the circle");
    this.broken = true;
  }

  /** Whether a limit is passed; says so where it is. */
  #isTooMuch(message: string | undefined, via: Span | undefined): boolean {
    if (message === undefined) return false;
    this.#say("SPEC_EXTENDS_LIMIT", message, via, "merge some of them, or inherit less");
    this.broken = true;
    return true;
  }

  /** Parses, checks and expands one text. */
  #content(text: string, path: string, via: Span | undefined): MapTree | undefined {
    const at = locator(path, text);
    const { tree, issues } = parse(text, at);
    this.issues.push(...issues);
    if (issues.length > 0) this.broken = true;
    if (tree === undefined) {
      if (issues.length === 0)
        this.#say("SPEC_EMPTY_FILE", `${show(path)} says nothing`, at(0, 0), "write an experiment");
      return undefined;
    }
    return this.#isTooMuch(this.#limits.values(tree.size), via) ? undefined : this.checked(tree, schema);
  }

  /** Checks and expands a tree. */
  checked(parsed: Tree, by: SchemaNode): MapTree | undefined {
    const { tree, issues, tainted, faulty } = checkFile(parsed, by);
    this.issues.push(...issues);
    for (const key of tainted) this.tainted.add(key);
    for (const path of faulty) this.doubts.add(path);
    if (tree?.kind !== "map") return undefined;
    const expander = new Expander();
    const body = expander.body(tree);
    this.issues.push(...expander.issues);
    return body;
  }

  async #text(path: string, via: Span | undefined): Promise<string | undefined> {
    try {
      const text = this.#decoded(path, await this.#read(path));
      if (text === undefined) return undefined;
      if (text.length > maxFileLength) this.#tooLarge(path, via);
      else if (!this.#isTooMuch(this.#limits.file(text.length), via)) return text;
    } catch (error) {
      this.#unreadable(path, via, error);
    }
    return undefined;
  }

  #decoded(path: string, content: Content): string | undefined {
    if (typeof content === "string") return content;
    const { text, issue } = decodeText(path, content);
    if (issue === undefined) return text;
    this.issues.push(issue);
    this.sources.push({ file: path, text });
    return undefined;
  }

  #unreadable(path: string, via: Span | undefined, error: unknown): void {
    const { code, why } = factsOf(error);
    if (code === "EFBIG") this.#tooLarge(path, via);
    else if (code === "ENOENT" || code === "ENOTDIR") {
      const hint = via === undefined ? "check the path" : "paths in `extends` start at the folder of their own file";
      this.#say("SPEC_FILE_MISSING", `there is no file ${show(path)}`, via, hint);
    } else {
      const reason = typeof why === "string" ? why : typeof code === "string" ? code : "reading failed";
      const words = code === "EISDIR" ? "it is a folder" : reason;
      const hint = code === "ENOTREG" ? "write it to a regular file, and name that" : "name a file that can be read";
      this.#say("SPEC_FILE_UNREADABLE", `${show(path)} cannot be read: ${words}`, via, hint);
    }
  }

  #tooLarge(path: string, via: Span | undefined): void {
    const message = `${show(path)} is longer than ${maxFileLength} characters`;
    this.#say("SPEC_FILE_TOO_LARGE", message, via, "an experiment is a page of text: is this the right file?");
  }

  async #extended(own: MapTree, chain: readonly Link[]): Promise<MapTree | undefined> {
    const entries = new Map(own.entries);
    const references = entries.get("extends")?.value;
    entries.delete("extends");
    let base: MapTree | undefined;
    for (const reference of references?.kind === "list" ? references.items : [references]) {
      if (reference?.kind !== "scalar") continue;
      // One issue is enough: what comes after would pass the limit too.
      if (this.#isTooMuch(this.#limits.reference(chain.length), reference.span)) break;
      const tree = await this.#base(String(reference.value), reference.span, chain);
      if (tree !== undefined) base = base === undefined ? tree : extendBody(base, tree);
    }
    const tree = mapTree(own.span, entries);
    return base === undefined ? tree : extendBody(base, tree);
  }

  async #base(reference: string, span: Span, chain: readonly Link[]): Promise<MapTree | undefined> {
    if (!isRemote(reference)) return this.load(pathFrom(chain.at(-1)?.path ?? "", reference), chain, span);
    const message = `extends never reaches the network, and ${show(reference)} is no path`;
    this.#say("SPEC_EXTENDS_URL", message, span, "copy the file beside this one and name its path");
    this.broken = true;
    return undefined;
  }

  #say(code: SpecCode, message: string, span: Span | undefined, hint: string): void {
    this.issues.push(span === undefined ? { code, message, hint } : { code, message, span, hint });
  }
}
