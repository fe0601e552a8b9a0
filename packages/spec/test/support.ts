import { loadExperiment, SpecError, type Experiment, type LoadOptions } from "@goldilocks/spec";

/** Files by path. */
export type Files = { readonly [path: string]: string };

/** What a file system says of a file that is not there. */
class MissingFileError extends Error {
  readonly code = "ENOENT";
}

/** A file system in memory. */
const reader =
  (files: Files) =>
  (path: string): string => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    if (text === undefined) throw new MissingFileError(path);
    return text;
  };

const asFiles = (files: Files | string): Files => (typeof files === "string" ? { "a.yaml": files } : files);

/** Loads `a.yaml`. */
export const load = (files: Files | string, options: Partial<LoadOptions> = {}): Promise<Experiment> =>
  loadExperiment("a.yaml", { read: reader(asFiles(files)), ...options });

/** The head that every experiment needs, on one line. */
export const head = "{ goldilocks: 1, name: x }";

/** An experiment that consists of the head, on lines one and two, and what follows from line three on. */
export const withHead = (text: string): string => `goldilocks: 1\nname: x\n${text}`;

/** Every issue of `a.yaml` as `file:line:column CODE`; empty when it is right. Anything but issues is thrown on. */
export async function issuesOf(files: Files | string, options: Partial<LoadOptions> = {}): Promise<string[]> {
  try {
    await load(files, options);
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.issues.map(({ code, span }) =>
      span === undefined ? code : `${span.file}:${span.start.line}:${span.start.column} ${code}`,
    );
  }
}

/** {@link issuesOf} for a text after the head, without the file's name. */
export const issuesAfterHead = async (text: string, options: Partial<LoadOptions> = {}): Promise<string[]> =>
  (await issuesOf(withHead(text), options)).map((issue) => issue.replace("a.yaml:", ""));
