import { type Issue } from "./issue.ts";

/**
 * The base of every error Goldilocks throws on purpose: a list of issues, never an empty one.
 *
 * Its message and code are those of the first issue. Match on `code`, not on the class: two copies of a package may be loaded.
 */
export class GoldilocksError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: Issue | readonly Issue[], options?: ErrorOptions) {
    const list: readonly Issue[] = "code" in issues ? [issues] : issues;
    const [first] = list;
    if (first === undefined) throw new RangeError("an error needs at least one issue");
    super(first.message, options);
    this.name = new.target.name;
    this.issues = list;
  }

  /** The code of the first issue. */
  get code(): string {
    return this.issues[0]?.code ?? "";
  }
}
