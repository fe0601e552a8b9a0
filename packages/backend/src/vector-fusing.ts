import { setFlagsFromString } from "node:v8";
import { compileKernels, KNOWN_ANSWER, Kernels, type KernelsModule, knownAnswer } from "@goldilocks/kernels";

/** Whether V8 fuses pairs of 128-bit operations into 256-bit ones, and if not, why. */
export interface VectorFusing {
  readonly on: boolean;
  readonly reason: string;
}

/** Kernels ready to be instantiated, in this thread or another. */
export interface PreparedKernels {
  readonly module: KernelsModule;
  readonly fusing: VectorFusing;
}

/** Whether this process has compiled the kernels with fusing. */
let fusedBefore = false;

/** The first V8 whose fusing was seen to gain: Node 24's. */
const FIRST_V8 = 13;

/**
 * Compiles the kernels, with 256-bit fusing where this V8 has it and a known-answer run shows that no bit changes.
 *
 * Call before anything else compiles WebAssembly: V8's flags are of the whole process, worker threads too.
 * `GOLDILOCKS_VECTORS=128` leaves fusing off.
 * @throws Error if the known answer is wrong without fusing too: then nothing computed here could be trusted.
 */
export function prepareKernels(bytes: Uint8Array, env: Readonly<Record<string, string | undefined>>): PreparedKernels {
  const off = whyOff(env);
  if (off === undefined) {
    fusedBefore = true;
    setFlagsFromString("--experimental-wasm-revectorize");
    const module = compileKernels(bytes);
    if (answersRight(module, true)) return { module, fusing: { on: true, reason: "known answer agrees" } };
  }
  if (fusedBefore) setFlagsFromString("--no-experimental-wasm-revectorize");
  // Other bytes, the same code: V8 would hand back what it compiled from the same bytes before.
  const module = compileKernels(fusedBefore ? withEmptySection(bytes) : bytes);
  if (!answersRight(module, false)) {
    throw new Error(`the kernels' known answer is not ${KNOWN_ANSWER}: this machine computes other bits`);
  }
  return { module, fusing: { on: false, reason: off ?? "fusing changed the known answer" } };
}

/** Runs of the known answer: code that runs often is compiled anew by the optimising compiler, and that is the code to check. */
const RUNS = 12;

function answersRight(module: KernelsModule, fused: boolean): boolean {
  const kernels = new Kernels(module, fused);
  return Array.from({ length: RUNS }, () => knownAnswer(kernels)).every((answer) => answer === KNOWN_ANSWER);
}

function whyOff(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env["GOLDILOCKS_VECTORS"] === "128") return "GOLDILOCKS_VECTORS=128";
  if (process.arch !== "x64") return `not made for ${process.arch}`;
  return v8Major() < FIRST_V8 ? `V8 ${process.versions.v8} is older than Node 24's` : undefined;
}

const v8Major = (): number => Number.parseInt(process.versions.v8, 10);

/** The module with an empty custom section at its end. */
function withEmptySection(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes, 0, 2, 1, 0x67]);
}
