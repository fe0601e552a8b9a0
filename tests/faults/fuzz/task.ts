/** What a child process is to try. */
export interface Task {
  readonly kind: string;
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** The repository. */
  readonly root: string;
  /** Files that the mutations begin with. */
  readonly originals: string;
  /** Where what is made is kept; only of a mutation that is repeated. */
  readonly keep?: string;
  /** Most that a mutation may take. */
  readonly limits: Limits;
}

/** Bounds of one mutation. */
export interface Limits {
  /** Of processor time. */
  readonly seconds: number;
  /** Of time at all, in seconds: long enough for a busy machine. */
  readonly patience: number;
  /** Of the memory of its process. */
  readonly bytes: number;
}
