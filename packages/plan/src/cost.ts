/** What a node is expected to take; an estimate for people and schedulers, in no key. */
export interface Cost {
  /** Floating-point operations, a multiplication and an addition being two. */
  readonly flops: number;
  /** Bytes written to the store. */
  readonly bytes: number;
  /** Working set while the node runs, in bytes. */
  readonly memory: number;
}

/** The cost of a node that has a key and no result. */
export const free: Cost = { flops: 0, bytes: 0, memory: 0 };

/** Bytes of one float32. */
export const float32 = 4;

/** Bytes of a result's record: key, pre-image and provenance. */
export const recordBytes = 2048;
