import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";

/** Every code of the command line itself. */
export type CliCode =
  | "CLI_AMBIGUOUS_CELL"
  | "CLI_AMBIGUOUS_HASH"
  | "CLI_BAD_CAPSULE"
  | "CLI_BAD_HASH"
  | "CLI_BAD_VALUE"
  | "CLI_CANNOT_LOAD"
  | "CLI_CANNOT_PACK"
  | "CLI_CANNOT_READ"
  | "CLI_CANNOT_RUN_HERE"
  | "CLI_CANNOT_WRITE"
  | "CLI_CODE_CHANGED"
  | "CLI_FILE_EXISTS"
  | "CLI_FILE_TOO_LARGE"
  | "CLI_FOLDER_NOT_EMPTY"
  | "CLI_FOREIGN_CODE"
  | "CLI_INTERNAL"
  | "CLI_LOST_PATCH"
  | "CLI_LOST_RESULT"
  | "CLI_MISSING_ARGUMENT"
  | "CLI_MISSING_VALUE"
  | "CLI_MLFLOW_FAILED"
  | "CLI_MLFLOW_NOT_INSTALLED"
  | "CLI_NAME_TAKEN"
  | "CLI_NOT_TRAINED"
  | "CLI_NO_COMMIT"
  | "CLI_NO_EXPERIMENT"
  | "CLI_NO_FOLDER"
  | "CLI_NO_GIT"
  | "CLI_NO_GLYPH"
  | "CLI_NO_MLFLOW_SERVER"
  | "CLI_NO_PYTHON"
  | "CLI_NO_STORE"
  | "CLI_OTHER_BITS"
  | "CLI_OTHER_LOCKFILE"
  | "CLI_PORT_TAKEN"
  | "CLI_RECORDED_CODE_FAILED"
  | "CLI_SYSTEM_REFUSED"
  | "CLI_TOO_LITTLE_MEMORY"
  | "CLI_TOO_MANY_ARGUMENTS"
  | "CLI_TOO_MANY_FILES"
  | "CLI_UNKNOWN_CELL"
  | "CLI_UNKNOWN_COMMAND"
  | "CLI_UNKNOWN_COMMIT"
  | "CLI_UNKNOWN_HASH"
  | "CLI_UNKNOWN_KEY"
  | "CLI_UNKNOWN_OPTION"
  | "CLI_UNKNOWN_RUN";

/** The command line cannot do what it was asked. */
export class CliError extends GoldilocksError {
  constructor(issue: Issue & { readonly code: CliCode }, options?: ErrorOptions) {
    super([issue], options);
  }
}

/** The command line was written wrongly: exit code 2. */
export class UsageError extends CliError {}

/** An error about texts that were read, with these texts for its code frames. */
export class SourcedError extends GoldilocksError {
  readonly sources: readonly { readonly file: string; readonly text: string }[];

  constructor(cause: GoldilocksError, sources: SourcedError["sources"]) {
    super(cause.issues, { cause });
    this.sources = sources;
  }
}
