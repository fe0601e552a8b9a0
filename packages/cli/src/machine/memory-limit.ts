import { totalmem } from "node:os";

/** Bytes that the machine has, or the container (cgroup) around the process. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return constrained > 0 && constrained < total ? constrained : total;
}

/** Bytes that running nodes may take together: half of {@link machineMemory}. */
export const memoryLimit = (): number => Math.floor(machineMemory() / 2);
