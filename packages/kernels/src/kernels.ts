import type { Address, KernelExports } from "./exports.ts";
import { type Memory, webAssembly } from "./webassembly.ts";

const PAGE = 65_536;
/** Cache lines: every array starts on one. */
const ALIGNMENT = 64;

declare const compiled: unique symbol;

/** The kernels' compiled code: can be instantiated any number of times, and sent to another thread. */
export interface KernelsModule {
  readonly [compiled]: never;
}

/** Compiles the bytes of `@goldilocks/kernels/kernels.wasm`. */
export function compileKernels(bytes: Uint8Array): KernelsModule {
  return new webAssembly.Module(bytes) as KernelsModule;
}

/** The system gives no more memory, or no more addresses, for an instance of the kernels. */
export class KernelMemoryError extends Error {
  override readonly name = "KernelMemoryError";
}

/** What memory is asked for with a request; an engine tells of too little of it by a RangeError. */
function asked<T>(request: () => T, what: string): T {
  try {
    return request();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new KernelMemoryError(`the system gives no memory for ${what}: ${error.message}`, { cause: error });
  }
}

/** One instance of the module with its memory: arrays are taken from the front and live until `release`. */
export class Kernels {
  readonly run: KernelExports;
  readonly #memory: Memory;
  #top: Address;

  /** `fused`: whether the engine fuses pairs of vectors; the products are then laid out for it. Bits do not depend on it. */
  constructor(module: KernelsModule, fused = false) {
    this.#memory = asked(() => new webAssembly.Memory({ initial: 4, maximum: 65_536 }), "the kernels");
    const instance = new webAssembly.Instance(module, { env: { memory: this.#memory, abort: onAbort } });
    const run = instance.exports as unknown as KernelExports;
    this.run = fused
      ? {
          ...run,
          multiply: run.multiplyFused,
          encodeScreened: run.encodeScreenedFused,
          combineRows: run.combineRowsFused,
          gradientOfCodesDense: run.gradientOfCodesDenseFused,
          updateSparse: run.updateSparseFused,
        }
      : run;
    this.#top = align(this.run.heapBase());
  }

  /** Bytes in use. */
  get used(): number {
    return this.#top;
  }

  /** A zeroed array of `bytes` bytes, on a cache line. Typed views taken earlier may be detached by it: take them anew. */
  allocate(bytes: number): Address {
    const address = this.#top;
    this.#top = align(address + bytes);
    const missing = this.#top - this.#memory.buffer.byteLength;
    if (missing > 0) asked(() => this.#memory.grow(Math.ceil(missing / PAGE)), `an array of ${bytes} bytes`);
    new Uint8Array(this.#memory.buffer, address, bytes).fill(0);
    return address;
  }

  /** Gives back everything allocated since `mark` (a former value of `used`). */
  release(mark: Address): void {
    this.#top = mark;
  }

  f32(address: Address, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  f64(address: Address, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }

  u32(address: Address, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  /** Numbers and addresses of a parameter block. */
  view(address: Address, bytes: number): DataView {
    return new DataView(this.#memory.buffer, address, bytes);
  }
}

function align(address: Address): Address {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function onAbort(): never {
  throw new Error("a kernel aborted");
}
