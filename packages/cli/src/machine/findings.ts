import type { Issue } from "@goldilocks/diagnostics";
import { align } from "../text/align.ts";
import { paintFor } from "../text/paint.ts";
import { bytes, count, whole } from "../text/quantities.ts";
import { issuesLines } from "../text/report-error.ts";
import type { Terminal } from "../text/terminal.ts";
import type { BitsCheck } from "./same-bits.ts";
import type { StoreHealth } from "./store-health.ts";

/** What `exp doctor` finds; printed by `--json` as it is. */
export interface Findings {
  readonly program: {
    readonly version: string;
    readonly commit: string | null;
    readonly dirty: boolean | null;
    readonly node: string;
    readonly v8: string;
    readonly platform: string;
    readonly arch: string;
  };
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memory: number;
    readonly freeMemory: number;
    /** Bytes that a run may take. */
    readonly memoryLimit: number;
  };
  readonly store: StoreHealth;
  readonly fusing: BitsCheck["fusing"] | null;
  readonly ops: BitsCheck["ops"];
  readonly issues: readonly Issue[];
}

/** Findings as lines for a person. */
export function doctorLines(found: Findings, terminal: Pick<Terminal, "color">): readonly string[] {
  const paint = paintFor(terminal.color);
  const { program, machine, store, fusing, ops, issues } = found;
  const same = ops.filter(({ recorded, here }) => recorded === here).length;
  const rows = [
    ["goldilocks", programLine(program)],
    ["Node", `${program.node} (V8 ${program.v8}) on ${program.platform} ${program.arch}`],
    ["cores", `${machine.cores} (${machine.cpu})`],
    [
      "memory",
      `${bytes(machine.memory)}, ${bytes(machine.freeMemory)} free; a run takes ${bytes(machine.memoryLimit)} at most`,
    ],
    ["store", storeLine(store)],
    ["", store.directory],
    ["256-bit fusing", fusing === null ? "not known" : `${fusing.on ? "on" : "off"} (${fusing.reason})`],
    ["same bits", ops.length === 0 ? "no" : `${same} of ${count(ops.length, "op")} as recorded`],
  ];
  const checks = ops.map(({ op, recorded, here }) => [
    op,
    here,
    here === recorded ? paint.green("as recorded") : paint.red(`recorded: ${recorded}`),
  ]);
  return [
    ...align(rows, ["left", "left"]),
    "",
    ...align(checks, ["left", "left", "left"]).map((line) => `  ${line}`),
    "",
    ...(issues.length === 0 ? [paint.green("all is well")] : issuesLines(issues, terminal)),
  ];
}

function programLine({ version, commit, dirty }: Findings["program"]): string {
  const at = commit !== null ? ` at commit ${commit.slice(0, 12)}${dirty === true ? " with changes" : ""}` : "";
  return `${version}${at}`;
}

function storeLine({ exists, bytes: size, results, runs, quarantined, free, notWritable }: StoreHealth): string {
  const room = free === null ? "" : `, ${bytes(free)} free`;
  const writable = notWritable === null ? "writable" : "not writable";
  if (!exists) return `not there yet: the first run makes it; ${writable}${room}`;
  const aside = quarantined === 0 ? "" : `, ${count(quarantined, "damaged file")} set aside`;
  return `${bytes(size)}, ${whole(results)} results, ${count(runs, "run")}${aside}; ${writable}${room}`;
}
