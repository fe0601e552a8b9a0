import { distinctIssues, type Issue, isWarning, suggest } from "@goldilocks/diagnostics";
import { SpecError, type SpecIssue } from "./error.ts";
import { type Experiment } from "./experiment.ts";
import { pathFrom } from "./file-paths.ts";
import { Files, type IdentifyFile, type ReadFile } from "./files.ts";
import { mergeBody } from "./merge.ts";
import { overrides } from "./overrides.ts";
import { folded } from "./reserved-names.ts";
import { Resolver } from "./resolve.ts";
import { show, showList } from "./show.ts";
import { mapTree, type MapTree } from "./tree.ts";

/** What {@link loadExperiment} needs besides the file's path. */
export interface LoadOptions {
  /** Reads a file; called for the experiment and for what it extends. */
  readonly read: ReadFile;
  /** Tells files apart, so that two paths to one file are the same. @default its path */
  readonly identify?: IdentifyFile;
  /** The profile to merge over the file. */
  readonly profile?: string;
  /** `key=value` pairs to merge over file and profile; later ones win. */
  readonly set?: readonly string[];
  /**
   * Looks for more that is wrong, with what other packages know, so that everything comes at once. Called with the experiment as far as it
   * could be made out: parts of it may be missing.
   */
  readonly check?: (experiment: Experiment, found: Found) => readonly Issue[];
}

/** What is known to be wrong already. */
export interface Found {
  readonly issues: readonly Issue[];
  /** Whether the file is wrong at a settings path or top-level key, so that nothing follows from what is there. */
  readonly doubtful: (path: string) => boolean;
}

function withProfile(files: Files, body: MapTree, name: string): MapTree {
  const profiles = body.entries.get("profiles");
  const known = profiles?.value.kind === "map" ? profiles.value.entries : new Map<string, never>();
  const profile = known.get(name)?.value;
  if (profile?.kind === "map") return mergeBody(body, profile);
  if (profile !== undefined) return body;
  const near = suggest(name, known.keys());
  const all = known.size === 0 ? "the file has no profiles" : `profiles: ${showList(known.keys())}`;
  const hint = near === undefined ? all : `did you mean ${near}?`;
  const issue = {
    code: "SPEC_UNKNOWN_PROFILE" as const,
    message: `there is no profile ${show(name)}`,
    hint,
  };
  files.issues.push(profiles === undefined ? issue : { ...issue, span: profiles.keySpan });
  return body;
}

/** Profiles whose names differ in capitals alone: their results would share a folder on some systems. */
function profilesInCapitals(body: MapTree): SpecIssue[] {
  const profiles = body.entries.get("profiles")?.value;
  const seen = new Map<string, string>();
  return [...(profiles?.kind === "map" ? profiles.entries : [])].flatMap(([name, { keySpan: span }]): SpecIssue[] => {
    const first = seen.get(folded(name));
    seen.set(folded(name), first ?? name);
    const message = `the profiles ${first} and ${name} differ in capitals alone, which is one folder on some systems`;
    const hint = "give one of them another name";
    return first === undefined ? [] : [{ code: "SPEC_DUPLICATE_VALUE", message, span, hint }];
  });
}

/** Setting the base of an axis would change nothing, which nobody means. */
function deadSettings(files: Files, set: MapTree, experiment: Experiment): void {
  for (const { name, points } of experiment.axes) {
    for (const path of new Set(points.flatMap((point) => point.set.map((one) => one.path)))) {
      const [section = "", ...keys] = path.split(".");
      let tree = set.entries.get(section)?.value;
      for (const key of keys) tree = tree?.kind === "map" ? tree.entries.get(key)?.value : undefined;
      if (tree === undefined) continue;
      const message = `${path} is set by the axis ${name}, so that its base says nothing`;
      const hint = name === path ? `write --set 'grid.${name}=[…]'` : `change the axis ${name}`;
      files.issues.push({ code: "SPEC_SET", message, span: tree.span, hint });
    }
  }
}

/**
 * Reads an experiment file, checks it, and resolves what it inherits, its profile and `--set` into an {@link Experiment}.
 *
 * Warnings are in the experiment, unless there are errors.
 *
 * @throws {@link SpecError} with every error found, in reading order, never with anything else; `read` and `check` may throw.
 */
export async function loadExperiment(file: string, options: LoadOptions): Promise<Experiment> {
  const { profile, set = [], check = () => [] } = options;
  const files = new Files(options.read, options.identify);
  const own = await files.load(pathFrom("", file));
  if (own !== undefined) files.issues.push(...profilesInCapitals(own));
  let body = own ?? mapTree({ file, start: zero, end: zero }, new Map());
  if (profile !== undefined && own !== undefined) body = withProfile(files, body, profile);
  const over = overrides(files, set);
  if (over !== undefined) body = mergeBody(body, over);
  if (own === undefined || files.broken) throw new SpecError(files.issues, files.sources);
  const changed = profile !== undefined || set.length > 0;
  const { doubts, tainted } = files;
  const resolver = new Resolver(body, { file: own.span, tainted, doubts, changed });
  const experiment = resolver.resolve(files.sources);
  if (over !== undefined) deadSettings(files, over, experiment);
  const found = [...files.issues, ...resolver.issues];
  const issues = [...found, ...check(experiment, { issues: found, doubtful: (path) => doubts.has(path) })];
  const errors = issues.filter((issue) => !isWarning(issue));
  if (errors.length > 0) throw new SpecError(errors, files.sources);
  return { ...experiment, warnings: distinctIssues(issues) };
}

const zero = { line: 1, column: 1, offset: 0 };
