import { Composer, Lexer, Parser, type Document } from "yaml";
import { type SpecIssue } from "./error.ts";
import { type Locate } from "./positions.ts";
import { show } from "./show.ts";

/** Brackets, dashes and indents inside one another; the composer behind it recurses and would exhaust the stack. */
const maxDepth = 128;
const maxErrors = 20;

/** What YAML makes of a text: at most one document. */
export interface ParsedYaml {
  readonly document?: Document.Parsed;
  readonly issues: readonly SpecIssue[];
}

const newComposer = (): Composer =>
  new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false, // Ours is linear in the number of keys, and names both places.
    prettyErrors: false,
    logLevel: "silent",
  });

/** A line that begins with %, as it stands in the text. */
interface Directive {
  readonly source: string;
  readonly offset: number;
}

/** What the library has to say of a text. */
type Complaints = Pick<Document.Parsed, "errors" | "warnings">;

type Composed = {
  readonly documents: Document.Parsed[];
  /** Of a text with more complaints than are told; there is no document then. */
  readonly complaints?: Complaints;
  readonly directives: readonly Directive[];
  readonly tooDeepAt?: number;
};

/** Feeds the text to parser and composer token by token, and stops at the second document or at the depth limit. */
function compose(text: string): Composed {
  const composer = newComposer();
  const parts = composer as unknown as ComposerParts;
  const { onError } = parts;
  parts.onError = (...error) => {
    onError(...error);
    if (parts.errors.length + parts.warnings.length > mostErrors) throw new TooManyErrors();
  };
  const directives: Directive[] = [];
  try {
    return composeWith(composer, text, directives);
  } catch (error) {
    if (error instanceof TooManyErrors) return { documents: [], directives, complaints: parts };
    throw error;
  }
}

/** What the composer keeps to itself. Each of its errors takes ten microseconds, and a text could have a million. */
interface ComposerParts extends Complaints {
  onError: (...error: readonly unknown[]) => void;
}

const mostErrors = 1000;

class TooManyErrors extends Error {}

function composeWith(composer: Composer, text: string, directives: Directive[]): Composed {
  const parser = new Parser();
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "directive") directives.push(token);
      documents.push(...composer.next(token));
    }
    if (parser.stack.length > maxDepth) return { documents: [], directives, tooDeepAt: parser.offset };
    if (documents.length > 1) return { documents, directives };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { documents, directives };
}

/** Why a line that begins with % cannot stand there; only `%YAML 1.2` can. */
function directiveIssue({ source, offset }: Directive, at: Locate): SpecIssue | undefined {
  const [name = "", version = ""] = source.trim().split(/\s+/u);
  if (name === "%YAML" && version === "1.2") return undefined;
  const span = at(offset, offset + source.trimEnd().length);
  if (name !== "%YAML") {
    const message = `the directive ${show(name)} has no meaning here`;
    return { code: "SPEC_DIRECTIVE", message, span, hint: "leave the line out" };
  }
  const message = `the file calls itself YAML ${version}, and experiments are YAML 1.2`;
  const hint =
    "write %YAML 1.2, or leave the line out; in 1.2 yes and on are text, << is no key, and 1:30 is no number";
  return { code: "SPEC_DIRECTIVE", message, span, hint };
}

const tagIssue = (at: Locate, [start, end]: readonly [number, number]): SpecIssue => ({
  code: "SPEC_TAG",
  message: "tags other than YAML's core ones have no meaning here",
  span: at(start, end),
  hint: "leave the tag out",
});

/** Whether the line that an offset is in begins with blanks that have a tab among them. */
function indentedByTab(text: string, offset: number): boolean {
  const from = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return /^ *\t/u.test(text.slice(from, from + maxIndent));
}

const maxIndent = 1000;
/** Some of the library's messages quote what is wrong, however long that is. */
const maxMessage = 300;

const generalHint = "fix the YAML here; quotes or an indent are often what is missing";

/** One issue for each error, as far as anyone reads them. */
function complaintIssues(found: Complaints, text: string, at: Locate): SpecIssue[] {
  const issues = found.errors.slice(0, maxErrors).map(({ message, pos: [start, end] }): SpecIssue => ({
    code: "SPEC_YAML",
    message: message.charAt(0).toLowerCase() + message.slice(1, maxMessage),
    span: at(start, end),
    hint: indentedByTab(text, start) ? "indent with spaces: YAML takes no tabs there" : generalHint,
  }));
  const tags = found.warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED");
  return [...issues, ...tags.slice(0, maxErrors).map(({ pos }) => tagIssue(at, pos))];
}

/** Parses one YAML 1.2 document in bounded time and stack. Without a document there is at least one issue. */
export function parseYaml(text: string, at: Locate): ParsedYaml {
  const { documents, directives, tooDeepAt, complaints } = compose(text);
  if (tooDeepAt !== undefined) {
    const span = at(tooDeepAt, tooDeepAt + 1);
    const message = `values are nested more than ${maxDepth} levels deep`;
    return { issues: [{ code: "SPEC_TOO_DEEP", message, span, hint: "write it flatter" }] };
  }
  const wrong = directives.flatMap((directive) => directiveIssue(directive, at) ?? []);
  if (wrong.length > 0) return { issues: wrong };
  if (complaints !== undefined) return { issues: complaintIssues(complaints, text, at) };
  const [document, second] = documents;
  if (document === undefined) return { issues: [] };
  const issues = complaintIssues(document, text, at);
  if (second !== undefined) {
    const start = document.range[2];
    issues.push({
      code: "SPEC_MULTIPLE_DOCUMENTS",
      message: "the file holds more than one YAML document",
      span: at(start, start),
      hint: "put each experiment in a file of its own",
    });
  }
  return { document, issues };
}
