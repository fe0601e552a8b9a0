import { LIMITS } from "./limits.ts";

/** The entities of a log-batch, each already JSON. */
export interface BatchParts {
  readonly params: readonly string[];
  readonly tags: readonly string[];
  readonly metrics: readonly string[];
}

/** Entities that are still to be sent, taken from the front. */
class Queue {
  #next = 0;
  readonly #items: readonly string[];

  constructor(items: readonly string[]) {
    this.#items = items;
  }

  get isEmpty(): boolean {
    return this.#next >= this.#items.length;
  }

  /** As many as fit, and the bytes they take, each with a comma. */
  take(most: number, room: number): { readonly taken: readonly string[]; readonly bytes: number } {
    const taken: string[] = [];
    let bytes = 0;
    for (; taken.length < most && !this.isEmpty; this.#next++) {
      const item = this.#items[this.#next] ?? "";
      const size = Buffer.byteLength(item) + 1;
      if (bytes + size > room) break;
      taken.push(item);
      bytes += size;
    }
    return { taken, bytes };
  }
}

/**
 * The bodies of as few log-batch requests as take everything, in order: params and tags first, then metrics in what room they leave.
 *
 * None has more than 1000 metrics, 100 params, 100 tags, 1000 of all, or 1,000,000 bytes. Nothing in, nothing out.
 */
export function* splitBatch(runId: string, parts: BatchParts): Generator<string, void, undefined> {
  const [params, tags, metrics] = [new Queue(parts.params), new Queue(parts.tags), new Queue(parts.metrics)];
  const head = `{"run_id":${JSON.stringify(runId)},"params":[`;
  const frame = Buffer.byteLength(`${head}],"tags":[],"metrics":[]}`);
  while (!params.isEmpty || !tags.isEmpty || !metrics.isEmpty) {
    let room = LIMITS.batchBytes - 1 - frame;
    const p = params.take(LIMITS.params, room);
    room -= p.bytes;
    const t = tags.take(LIMITS.tags, room);
    room -= t.bytes;
    const left = LIMITS.entities - p.taken.length - t.taken.length;
    const m = metrics.take(Math.min(LIMITS.metrics, left), room);
    yield `${head}${p.taken.join(",")}],"tags":[${t.taken.join(",")}],"metrics":[${m.taken.join(",")}]}`;
  }
}
