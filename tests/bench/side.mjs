import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const NODE_SIDE = fileURLToPath(new URL("node-side.mjs", import.meta.url));
const TORCH_SIDE = fileURLToPath(new URL("torch_side.py", import.meta.url));

/** A process of one side that answers requests, one at a time. */
class Side {
  #child;
  #lines;

  constructor(program, args, env = {}) {
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask(op, request = {}) {
    this.#child.stdin.write(`${JSON.stringify({ op, ...request })}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the side ended at ${op}`);
    return JSON.parse(value);
  }

  end() {
    this.#child.stdin.end();
  }
}

/** Goldilocks under some Node. */
export const goldilocks = (node) => new Side(node, [NODE_SIDE]);

/** PyTorch under some Python. Threads wait asleep, so that waiting does not count as work. */
export const pytorch = (python) => new Side(python, ["-u", TORCH_SIDE], { OMP_WAIT_POLICY: "PASSIVE" });
