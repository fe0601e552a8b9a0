import { type Span } from "@goldilocks/diagnostics";
import { checkFile } from "./check-file.ts";
import { decodeText } from "./decode-text.ts";
import { Doubts } from "./doubts.ts";
import { type SpecCode, type SpecIssue } from "./error.ts";
import { Expander } from "./expand.ts";
import { type Source } from "./experiment.ts";
import { isRemote, pathFrom } from "./file-paths.ts";
import { extendBody } from "./merge.ts";
import { parse } from "./parse.ts";
import { locator, type Locate } from "./positions.ts";
import { document, type SchemaNode } from "./schema-node.ts";
import { show } from "./show.ts";
import { mapTree, type MapTree, type Tree } from "./tree.ts";

/** What a file holds: its bytes, or a text. */
type Content = string | Uint8Array;

/**
 * Reads a file, best as its bytes: a text was decoded before anyone looked whether it is UTF-8. May throw; an error's `code` (`ENOENT`,
 * `EISDIR`) makes the issue more exact.
 */
export type ReadFile = (path: string) => Content | Promise<Content>;

const maxFileLength = 1_048_576;
const maxChain = 32;
const schema: SchemaNode = document();

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;

/** Reads an experiment file and what it extends, and collects every issue on the way. */
export class Files {
  readonly issues: SpecIssue[] = [];
  readonly sources: Source[] = [];
  readonly tainted: Set<string> = new Set();
  readonly doubts: Doubts = new Doubts();
  /** Set when a file could not be read or parsed, so that what is missing below says nothing. */
  broken: boolean = false;
  readonly #read: ReadFile;
  readonly #loaded = new Map<string, MapTree | undefined>();

  constructor(read: ReadFile) {
    this.#read = read;
  }

  /**
   * The merged, expanded content of a file and of everything it extends.
   *
   * @param chain - The files that led here, the experiment's own first.
   * @param via - The place that names the file.
   */
  async load(path: string, chain: readonly string[] = [], via?: Span): Promise<MapTree | undefined> {
    if (this.#loaded.has(path)) return this.#loaded.get(path);
    const text = await this.#text(path, via);
    const own = text === undefined ? undefined : this.content(text, locator(path, text), schema, path);
    const tree = own === undefined ? undefined : await this.#extended(own, path, chain);
    if (tree === undefined) this.broken = true;
    if (text !== undefined) this.sources.push({ file: path, text });
    this.#loaded.set(path, tree);
    return tree;
  }

  /** Parses, checks and expands one text. */
  content(text: string, at: Locate, by: SchemaNode, file: string): MapTree | undefined {
    const parsed = parse(text, at);
    this.issues.push(...parsed.issues);
    if (parsed.issues.length > 0) this.broken = true;
    if (parsed.tree === undefined) {
      if (parsed.issues.length === 0)
        this.#say("SPEC_EMPTY_FILE", `${show(file)} says nothing`, at(0, 0), "write an experiment");
      return undefined;
    }
    return this.checked(parsed.tree, by);
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
      if (text.length <= maxFileLength) return text;
      const message = `${show(path)} is longer than ${maxFileLength} characters`;
      this.#say("SPEC_FILE_TOO_LARGE", message, via, "an experiment is a page of text: is this the right file?");
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
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      const hint = via === undefined ? "check the path" : "paths in `extends` start at the folder of their own file";
      this.#say("SPEC_FILE_MISSING", `there is no file ${show(path)}`, via, hint);
    } else {
      const why = code === "EISDIR" ? "it is a folder" : typeof code === "string" ? code : "reading it failed";
      this.#say("SPEC_FILE_UNREADABLE", `${show(path)} cannot be read: ${why}`, via, "name a file that can be read");
    }
  }

  async #extended(own: MapTree, path: string, chain: readonly string[]): Promise<MapTree | undefined> {
    const entries = new Map(own.entries);
    const references = entries.get("extends")?.value;
    entries.delete("extends");
    let base: MapTree | undefined;
    for (const reference of references?.kind === "list" ? references.items : [references]) {
      if (reference?.kind !== "scalar") continue;
      const tree = await this.#base(String(reference.value), reference.span, [...chain, path]);
      if (tree !== undefined) base = base === undefined ? tree : extendBody(base, tree);
    }
    const tree = mapTree(own.span, entries);
    return base === undefined ? tree : extendBody(base, tree);
  }

  async #base(reference: string, span: Span, chain: readonly string[]): Promise<MapTree | undefined> {
    this.broken = this.broken || isRemote(reference);
    if (isRemote(reference)) {
      const message = `extends never reaches the network, and ${show(reference)} is no path`;
      this.#say("SPEC_EXTENDS_URL", message, span, "copy the file beside this one and name its path");
      return undefined;
    }
    const path = pathFrom(chain.at(-1) ?? "", reference);
    if (chain.includes(path)) {
      const message = `the file extends itself: ${[...chain.slice(chain.indexOf(path)), path].join(" → ")}`;
      this.#say("SPEC_EXTENDS_CYCLE", message, span, "take one of these files out of the circle");
    } else if (chain.length >= maxChain) {
      const message = `more than ${maxChain} files extend one another`;
      this.#say("SPEC_EXTENDS_LIMIT", message, span, "merge some of them");
    } else return this.load(path, chain, span);
    this.broken = true;
    return undefined;
  }

  #say(code: SpecCode, message: string, span: Span | undefined, hint: string): void {
    this.issues.push(span === undefined ? { code, message, hint } : { code, message, span, hint });
  }
}
