import { availableParallelism, freemem, totalmem } from "node:os";
import type { Issue } from "@goldilocks/diagnostics";
import type { Command, Session } from "../command.ts";
import type { CliCode } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { doctorLines, type Findings } from "../machine/findings.ts";
import { memoryLimit } from "../machine/memory-limit.ts";
import { cpuModel, gatherProvenance } from "../machine/provenance.ts";
import type { BitsCheck } from "../machine/same-bits.ts";
import { storeHealth, type StoreHealth } from "../machine/store-health.ts";
import { textIn } from "../stored/json.ts";
import { answer } from "../text/answer.ts";
import { findWorkspace } from "../workspace.ts";

/** `exp doctor`: whether this machine can be trusted with experiments. */
export const doctor: Command = {
  name: "doctor",
  summary: "check this machine: versions, cores, memory, store, and whether it computes the same bits as all others",
  usage: "doctor [options]",
  details: `Runs every op on small fixed inputs, which takes a few seconds. Exit code 1 where something is wrong.`,
  options: {
    json: { summary: "print what was found as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const { out } = session;
    const found = await examine(session);
    answer(given, out, found, doctorLines(found, out));
    return found.issues.length === 0 ? exitCodes.done : exitCodes.failed;
  },
};

async function examine({ env }: Session): Promise<Findings> {
  const made = await gatherProvenance();
  const { commit = null, dirty = null } = made;
  const store = await storeHealth(findWorkspace(env, process.cwd()).store);
  const bits = await bitsOf(env);
  const memory = { memory: totalmem(), freeMemory: freemem(), memoryLimit: memoryLimit() };
  return {
    program: {
      version: textIn(made, "version"),
      commit: typeof commit === "string" ? commit : null,
      dirty: typeof dirty === "boolean" ? dirty : null,
      node: process.versions.node,
      v8: process.versions.v8,
      platform: process.platform,
      arch: process.arch,
    },
    machine: { cpu: cpuModel(), cores: availableParallelism(), ...memory },
    store,
    fusing: bits.check?.fusing ?? null,
    ops: bits.check?.ops ?? [],
    issues: [...bits.issues, ...storeIssues(store)],
  };
}

async function bitsOf(env: Session["env"]): Promise<{ readonly check?: BitsCheck; readonly issues: readonly Issue[] }> {
  const { checkBits } = await import("../machine/same-bits.ts");
  const hint =
    "results made here would not be those of other machines: do not use them, and report CPU and Node version";
  const issue = (message: string): Issue => ({ code: "CLI_OTHER_BITS" satisfies CliCode, message, hint });
  try {
    const check = await checkBits(env);
    const wrong = check.ops.filter(({ recorded, here }) => recorded !== here);
    return {
      check,
      issues: wrong.map(({ op, recorded, here }) => issue(`op ${op} makes ${here} here, not ${recorded}`)),
    };
  } catch (error) {
    return { issues: [issue(error instanceof Error ? error.message : String(error))] };
  }
}

function storeIssues({ directory, notWritable }: StoreHealth): readonly Issue[] {
  if (notWritable === null) return [];
  const message = `nothing can be written in the store ${directory}: ${notWritable}`;
  return [{ code: "CLI_CANNOT_WRITE" satisfies CliCode, message, hint: "make it writable, or set GOLDILOCKS_STORE" }];
}
