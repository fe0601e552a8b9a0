import { totalmem } from "node:os";

/** Bytes that running nodes may take together: half of what the machine, or the container around the process, has. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return Math.floor((constrained > 0 && constrained < total ? constrained : total) / 2);
}
